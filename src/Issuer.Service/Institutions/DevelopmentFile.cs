using System.Text.Encodings.Web;
using System.Text.Json;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions;

/// <summary><c>development.json</c> in the data directory: what programs on the same machine need in order to use a Development service.</summary>
public sealed class DevelopmentFile(IssuerSettings settings)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.Combine(settings.DataDirectory, "development.json");

    /// <summary>What it says; null where it is missing or not ours.</summary>
    public DevelopmentAccess? Read()
    {
        try
        {
            return File.Exists(Path) ? JsonSerializer.Deserialize<DevelopmentAccess>(File.ReadAllBytes(Path), Options) : null;
        }
        catch (JsonException)
        {
            // Somebody edited it: it is written anew, with a new key.
            return null;
        }
    }

    /// <summary>Writes it for the owner alone (0600), whole or not at all.</summary>
    public void Write(DevelopmentAccess access)
    {
        // With a store elsewhere nothing else has made it.
        Directory.CreateDirectory(settings.DataDirectory);
        DurableFile.Write(Path, [.. JsonSerializer.SerializeToUtf8Bytes(access, Options), (byte)'\n']);
    }
}

/// <summary>The content of <c>development.json</c>.</summary>
/// <param name="PublicUrl">Address of the service.</param>
/// <param name="Institution">The invented institution.</param>
/// <param name="ApiKey">Its API key, with all scopes.</param>
public sealed record DevelopmentAccess(string PublicUrl, DevelopmentInstitution Institution, string ApiKey);

/// <summary>The institution in <c>development.json</c>.</summary>
/// <param name="Slug">Its slug.</param>
/// <param name="Did">Its DID.</param>
public sealed record DevelopmentInstitution(string Slug, string Did);
