using System.Security.Cryptography;
using System.Text.Json;
using FluentAssertions;
using Issuer.Core.Encoding;
using Issuer.Core.Formats;
using Xunit;

namespace Issuer.Core.Tests.Formats;

/// <summary>Receipts: their terms never change, and each is defined.</summary>
public sealed class VerificationReceiptTests
{
    /// <summary>SHA-256 of the inline object's canonical JSON. Receipts are kept for years: another value breaks every one that was signed.</summary>
    private const string Frozen = "76c56947c86a5c47ceec7bd56f54e33802e4937013eab7d67522371a972b0176";

    [Fact]
    public void The_inline_context_is_frozen()
    {
        using var context = JsonDocument.Parse(VerificationReceipt.Context.ToArray());
        Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Canonicalize(context.RootElement))).Should().Be(Frozen);
    }

    [Fact]
    public void A_receipt_says_what_was_found_about_what_and_its_contexts_are_known()
    {
        var document = VerificationReceipt.Write(new(
            "urn:uuid:5cf41171-99a1-4b1b-8158-a5027b607fbc", "did:web:example.org", "Prifysgol ŵ", new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), "https://example.org/credentials/x", "AAEC", "reduced",
            "revoked", "invalid", [new("signature", "passed", "signature-good"), new("status", "failed", "revoked")]));

        using var json = JsonDocument.Parse(document);
        EuContext.AreKnown(json.RootElement.GetProperty("@context")).Should().BeTrue();
        json.RootElement.GetProperty("validFrom").GetString().Should().Be("2026-11-24T12:00:00Z");
        var subject = json.RootElement.GetProperty("credentialSubject");
        subject.GetProperty("id").GetString().Should().Be("https://example.org/credentials/x");
        subject.GetProperty("checkedBytes").GetString().Should().Be("sha-256:AAEC");
        subject.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("code").GetString()).Should().Equal("signature-good", "revoked");
        json.RootElement.GetRawText().Should().Contain("Prifysgol ŵ");
    }

    [Fact]
    public void A_context_that_differs_in_one_letter_is_not_known()
    {
        var changed = System.Text.Encoding.UTF8.GetString(VerificationReceipt.Context).Replace("receipt:verdict", "receipt:outcome", StringComparison.Ordinal);
        using var context = JsonDocument.Parse($"""["{EuContext.CredentialsV2}",{changed}]""");

        EuContext.AreKnown(context.RootElement).Should().BeFalse();
    }
}
