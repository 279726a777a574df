using System.Text.Encodings.Web;
using System.Text.Json;

namespace Issuer.Service.Checking;

/// <summary>How commands write JSON: for people to read, letters as letters; control characters stay escaped, since a terminal obeys them.</summary>
internal static class CommandJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
