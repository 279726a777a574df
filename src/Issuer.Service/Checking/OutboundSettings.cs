using System.Collections.Frozen;

namespace Issuer.Service.Checking;

/// <summary>How the service may speak to other issuers' hosts; read once at start.</summary>
/// <param name="Enabled">False: nothing is ever fetched, and checks that need it cannot tell.</param>
/// <param name="AllowedTestOrigins">Origins (<c>http://localhost:9911</c>) that may be fetched although they are not https or not public.</param>
public sealed record OutboundSettings(bool Enabled, FrozenSet<string> AllowedTestOrigins)
{
    /// <summary>Reads <c>Issuer:Outbound:Enabled</c> (default true) and <c>Issuer:Outbound:AllowedTestOrigins</c> (default empty;
    /// one value separated by commas, semicolons or spaces, or an array).</summary>
    /// <exception cref="InvalidOperationException">A value that means nothing.</exception>
    public static OutboundSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Issuer:Outbound");
        var enabled = section["Enabled"] switch
        {
            null or "" => true,
            var text => bool.TryParse(text, out var value)
                ? value
                : throw new InvalidOperationException("Issuer__Outbound__Enabled must be true or false."),
        };

        var origins = section.GetSection("AllowedTestOrigins");
        string?[] values = [origins.Value, .. origins.GetChildren().Select(child => child.Value)];
        return new(enabled, values
            .SelectMany(value => (value ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(ReadOrigin)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether the operator has named this address's origin.</summary>
    public bool IsTestOrigin(Uri url) => AllowedTestOrigins.Contains(OriginOf(url));

    private static string OriginOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string ReadOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.PathAndQuery == "/"
            ? OriginOf(url)
            : throw new InvalidOperationException(
                $"Issuer__Outbound__AllowedTestOrigins: \"{text}\" is not an origin such as http://localhost:9911.");
}
