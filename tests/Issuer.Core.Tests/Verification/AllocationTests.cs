using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Tests.Formats;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>
/// Bytes that one operation allocates, on a badge with every element. Unlike times they do not differ between machines; a change that doubles them is seen here.
/// </summary>
public class AllocationTests
{
    private const int Rounds = 20;
    private static readonly byte[] Document = WithoutStatus();

    [Fact]
    public void Signing_a_badge_over_statements()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        PerOperation(() => DataIntegrity.Sign(Document, world.Key, World.Did + "#k1", Cryptosuite.EddsaRdfc2022, World.Now)).Should().BeLessThan(120_000);
    }

    [Fact]
    public void A_second_proof_costs_no_second_canonicalisation()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        using var document = new UnsignedDocument(Document);
        var options = new ProofOptions { Suite = Cryptosuite.EddsaRdfc2022, VerificationMethod = World.Did + "#k1", Created = World.Now };
        document.Sign(world.Key, options);
        PerOperation(() => document.Sign(world.Key, options)).Should().BeLessThan(5_000);
    }

    [Fact]
    public void Verifying_a_badge_over_statements()
    {
        using var world = new World(SignatureAlgorithm.Ed25519);
        var signed = DataIntegrity.Sign(Document, world.Key, World.Did + "#k1", Cryptosuite.EddsaRdfc2022, World.Now).Document;
        var verifier = new CredentialVerifier(world);
        PerOperation(() => Report(verifier, signed)).Should().BeLessThan(280_000);
        Report(verifier, signed).Verdict.Should().Be(Verdict.Valid);
    }

    // A status entry would add the decoding of a list.
    private static byte[] WithoutStatus()
    {
        var document = JsonNode.Parse(OpenBadge.Write(Badges.Full, Badges.FactsOf(Badges.Full)))!.AsObject();
        document.Remove("credentialStatus");
        return System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    // Nothing in these sources waits.
    private static VerificationReport Report(CredentialVerifier verifier, byte[] signed) =>
        verifier.VerifyAsync(CredentialInput.Read(signed), VerifyOptions.None, World.Now).AsTask().GetAwaiter().GetResult();

    private static long PerOperation(Action operation)
    {
        // Contexts are compiled and buffers rented at first use.
        for (var i = 0; i < Rounds; i++)
            operation();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            operation();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
