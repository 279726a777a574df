using System.Text.Json;
using Issuer.Core.Encoding;
using Issuer.Core.Model;
using Issuer.Core.Verification;

namespace Issuer.Service.Checking;

/// <summary>A credential to check.</summary>
/// <param name="Credential">A compact token as text, or a credential as an object.</param>
/// <param name="Options">What is demanded beyond authenticity.</param>
public sealed record VerifyRequest(JsonElement Credential, VerifyRequestOptions? Options)
{
    /// <summary>
    /// Reads the body: <c>{"credential", "options"}</c>, or a credential by itself. Every fault of our own members is listed; a misspelt option is one, since a
    /// demand that is passed over would make the answer say too much.
    /// </summary>
    internal static (CredentialInput? Input, VerifyOptions Options, IReadOnlyList<Finding> Faults) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("credential", out var credential))
        {
            return body.ValueKind == JsonValueKind.Object && !body.TryGetProperty("type", out _) && !body.TryGetProperty("@context", out _)
                ? (null, VerifyOptions.None, [Finding.Error("/credential", "required", "The body has no member credential.")])
                : (CredentialInput.Read(body), VerifyOptions.None, []);
        }

        var faults = new List<Finding>();
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("credential" or "options"))
                faults.Add(Unknown("", member.Name));
        }

        var options = body.TryGetProperty("options", out var given) && given.ValueKind != JsonValueKind.Null ? ReadOptions(given, faults) : VerifyOptions.None;
        return (CredentialInput.Read(credential), options, faults);
    }

    private static VerifyOptions ReadOptions(JsonElement given, List<Finding> faults)
    {
        var options = VerifyOptions.None;
        if (given.ValueKind != JsonValueKind.Object)
        {
            faults.Add(Finding.Error("/options", "not-an-object", "The options are an object."));
            return options;
        }

        foreach (var member in given.EnumerateObject())
        {
            var text = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            switch (member.Name)
            {
                case "nonce" or "aud" or "at" when member.Value.ValueKind == JsonValueKind.Null:
                    break;
                case "nonce" when text is not null:
                    options = options with { Nonce = text };
                    break;
                case "aud" when text is not null:
                    options = options with { Audience = text };
                    break;
                case "at" when text is not null && XsdDateTime.TryParse(text, out var at):
                    options = options with { At = at };
                    break;
                case "nonce" or "aud":
                    faults.Add(Finding.Error("/options/" + member.Name, "not-text", $"The option {member.Name} is text."));
                    break;
                case "at":
                    faults.Add(Finding.Error("/options/at", "not-an-instant", "The option at is a date and time with a zone, such as 2026-11-21T09:00:00Z."));
                    break;
                default:
                    faults.Add(Unknown("/options", member.Name));
                    break;
            }
        }

        return options;
    }

    private static Finding Unknown(string pointer, string name) =>
        Finding.Error(JsonPointer.Append(pointer, name), "unknown-member", "There is no such member.");
}

/// <summary>What is demanded beyond authenticity.</summary>
/// <param name="Nonce">Value that the token's nonce, or each embedded proof's challenge, must have.</param>
/// <param name="Aud">Value that the token's aud, or each embedded proof's domain, must be or contain.</param>
/// <param name="At">Instant at which the credential should have been valid, such as 2026-11-21T09:00:00Z; now, where it is absent. Status is always as of now.</param>
public sealed record VerifyRequestOptions(string? Nonce, string? Aud, DateTimeOffset? At);
