using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>One character of a signed badge is exchanged for another, anywhere in the text.</summary>
public class ChangedCharacterTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/#@\"\\{}[], ";

    [Theory]
    [InlineData("eddsa-rdfc-2022")]
    [InlineData("eddsa-jcs-2022")]
    public async Task The_badge_is_never_valid_afterwards(string suite)
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var document = OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full));
        var text = System.Text.Encoding.UTF8.GetString(
            DataIntegrity.Sign(document, world.Key, World.Did + "#k1", Cryptosuite.FromName(suite)!, World.Now).Document);
        (await world.VerifyAsync(text)).Verdict.Should().Be(Verdict.Valid);

        var change = Gen.Choose(0, text.Length - 1).Zip(Gen.Elements(Alphabet.ToCharArray()), (at, c) => (at, c))
            .Where(change => !char.IsSurrogate(text[change.at]) && !SaysTheSame(text, change.at, change.c, suite)).ToArbitrary();
        Prop.ForAll(
            change,
            change =>
            {
                var changed = text.Remove(change.at, 1).Insert(change.at, change.c.ToString());
                // Nothing in these sources waits.
                return world.VerifyAsync(changed).AsTask().GetAwaiter().GetResult().Verdict != Verdict.Valid;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    // The same JSON in other words (5.0 and 5e0). Over statements also: another edition of the Open Badges context, where every term of the badge means the
    // same, and capitals in a language tag, which has no case (BCP 47, 2.1.1).
    private static bool SaysTheSame(string text, int at, char c, string suite)
    {
        if (text[at] == c)
            return true;
        var changed = text.Remove(at, 1).Insert(at, c.ToString());
        if (StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(changed)).Document is not { } json)
            return false;
        if (CanonicalJson.Canonicalize(json.RootElement).AsSpan().SequenceEqual(
            CanonicalJson.Canonicalize(StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(text)).Document!.RootElement)))
            return true;
        if (suite.Contains("jcs", StringComparison.Ordinal))
            return false;
        var url = text.IndexOf(EuContext.OpenBadges, StringComparison.Ordinal);
        var isLanguage = text[(at < 2 ? 0 : at - 2)..(at + 3)] is var near
            && (near.Contains("\"en\"", StringComparison.Ordinal) || near.Contains("\"cy\"", StringComparison.Ordinal) || near.Contains("\"ga\"", StringComparison.Ordinal));
        return (at >= url && at < url + EuContext.OpenBadges.Length) || (isLanguage && char.ToLowerInvariant(c) == text[at]);
    }
}
