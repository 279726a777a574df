using System.Collections.Immutable;
using System.Text.Json;
using Issuer.Core.Formats;

namespace Issuer.Core.Verification;

/// <summary>
/// Recognises badges of Open Badges 1 and 2. They carry no embedded proof: a hosted one is whatever its issuer's server says at this moment, a signed one
/// names a key at such an address. Neither is checked here, and the answer says so instead of calling them malformed.
/// </summary>
internal static class OpenBadges2
{
    private const string Code = "open-badges-2";
    private const string Context = "https://w3id.org/openbadges/v";

    /// <summary>An assertion: what somebody was awarded.</summary>
    public static bool IsAssertion(JsonElement json) =>
        json.HasType("Assertion") && json.Values("@context").Any(context => context.AsText() is { } text && IsContext(text));

    /// <summary>Baked hosted assertions may be an address alone.</summary>
    public static bool IsAddress(ReadOnlySpan<byte> text) => text.StartsWith("https://"u8) || text.StartsWith("http://"u8);

    /// <summary>The report on a token that is no credential, where it is a signed assertion; otherwise null.</summary>
    public static VerificationReport? OfToken(ParsedJwt token) => IsAssertion(token.Payload)
        ? Report(token.Payload, "This is a signed badge of Open Badges 2.0, a format without embedded proof, whose key and status are at its issuer's server; this verifier does not check them.")
        : null;

    /// <summary>The report on an assertion, or on the address of one. Nothing of it is checked, so it is indeterminate.</summary>
    public static VerificationReport Of(JsonElement? assertion) => Report(
        assertion, "This is a badge of Open Badges 2.0, a format without embedded proof, which only its issuer's server can confirm; this verifier does not ask there.");

    private static VerificationReport Report(JsonElement? assertion, string detail)
    {
        ImmutableArray<Check> checks =
        [
            new("format", Outcome.CannotTell, Code, detail),
            .. new[] { "signature", "issuer", "validity", "status", "trust" }
                .Select(name => new Check(name, Outcome.CannotTell, Code, "Badges of Open Badges 2.0 are not checked here.")),
            new("elements", Outcome.NotApplicable, Code, "Open Badges 2.0 has no place for the EU's elements."),
        ];
        return new(VerificationReport.Decide(checks), checks, assertion, []);
    }

    private static bool IsContext(string text) => text.StartsWith(Context, StringComparison.Ordinal) && text[Context.Length..] is "1" or "2";
}
