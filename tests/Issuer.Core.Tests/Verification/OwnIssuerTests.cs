using FluentAssertions;
using Issuer.Core.Formats;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

/// <summary>Credentials of the asker's own institutions: the log has the last word.</summary>
public class OwnIssuerTests : IDisposable
{
    private const string CredentialId = "urn:uuid:7d1c0f0e-0000-4000-8000-000000000001";
    private static readonly DateTimeOffset Signed = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly OwnKey Active = new(Signed.AddDays(-30), null, null);
    private static readonly OwnRecord Record = new(CredentialId, Signed, OwnState.Active);
    private readonly World _world = new();

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_the_log_holds_is_valid_and_trusted_and_its_list_is_not_needed()
    {
        _world.Lists.Clear();
        var report = await VerifyAsync(Active, Record);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("trust").Should().BeEquivalentTo(new { Outcome = Outcome.Passed, Code = "own-institution" });
        report.Of("trust").Detail.Should().Contain("Cardiff");
        report.Of("status").Code.Should().Be("active");
    }

    [Fact]
    public async Task A_good_signature_that_the_log_does_not_hold_is_not_the_institutions()
    {
        var report = await VerifyAsync(Active, null);
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("signature").Outcome.Should().Be(Outcome.Passed);
        report.Of("issuer").Code.Should().Be("not-in-log");
        report.Of("trust").Outcome.Should().NotBe(Outcome.Passed);
        (await VerifyAsync(Active, Record with { CredentialId = "urn:uuid:another" })).Of("issuer").Code.Should().Be("not-in-log");
        (await VerifyAsync(null, Record)).Of("issuer").Code.Should().Be("key-not-found");
    }

    [Fact]
    public async Task Of_embedded_proofs_every_digest_must_be_in_the_log()
    {
        using var world = new World(SignatureAlgorithm.Ed25519) { Own = new("Cardiff Met", Active, Record), Log = [] };
        var document = System.Text.Encoding.UTF8.GetBytes(World.Plain().ToJsonString());
        using var unsigned = new UnsignedDocument(document);
        var options = new ProofOptions { Suite = Cryptosuite.EddsaRdfc2022, VerificationMethod = World.Did + "#k1", Created = Signed };
        var first = unsigned.Sign(world.Key, options);
        var second = unsigned.Sign(world.Key, options with { Suite = Cryptosuite.EddsaJcs2022 });

        (await Check(first)).Of("issuer").Code.Should().Be("not-in-log");
        world.Log.Add(Convert.ToHexString(first.Digest));
        var report = await Check(first);
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("trust").Code.Should().Be("own-institution");
        (await Check(first, second)).Of("issuer").Code.Should().Be("not-in-log", "a thief added the second to what the institution issued");
        world.Log.Add(Convert.ToHexString(second.Digest));
        (await Check(first, second)).Verdict.Should().Be(Verdict.Valid);

        var late = unsigned.Sign(world.Key, options with { Created = Signed.AddDays(2) });
        world.Log.Add(Convert.ToHexString(late.Digest));
        world.Own = new("Cardiff Met", Active with { CompromisedAt = Signed.AddDays(1) }, Record);
        (await Check(first)).Verdict.Should().Be(Verdict.Valid);
        (await Check(late)).Of("issuer").Code.Should().Be("key-compromised");

        async Task<VerificationReport> Check(params SignedProof[] proofs) =>
            await world.VerifyAsync(System.Text.Encoding.UTF8.GetString(DataIntegrity.Restore(document, [.. proofs.Select(proof => proof.Json)])));
    }

    [Fact]
    public async Task The_keys_history_is_held_against_the_logs_time()
    {
        (await VerifyAsync(Active with { RetiredAt = Signed.AddDays(1) }, Record)).Verdict.Should().Be(Verdict.Valid);
        (await VerifyAsync(Active with { RetiredAt = Signed.AddDays(-1) }, Record)).Of("issuer").Code.Should().Be("key-retired");
        (await VerifyAsync(Active with { ActiveFrom = Signed.AddDays(1) }, Record)).Of("issuer").Code.Should().Be("key-not-active");
        (await VerifyAsync(Active with { ActiveFrom = null }, Record)).Of("issuer").Code.Should().Be("key-not-active");
        (await VerifyAsync(Active with { CompromisedAt = Signed.AddSeconds(1) }, Record)).Verdict.Should().Be(Verdict.Valid);
        (await VerifyAsync(Active with { CompromisedAt = Signed.AddSeconds(-1) }, Record)).Of("issuer").Code.Should().Be("key-compromised");
    }

    [Theory]
    [InlineData(OwnState.Revoked, "revoked")]
    [InlineData(OwnState.Suspended, "suspended")]
    [InlineData(OwnState.Superseded, "superseded")]
    public async Task Its_state_is_that_of_this_moment_whatever_a_list_says(OwnState state, string code)
    {
        var report = await VerifyAsync(Active, Record with { State = state, StateSince = Signed.AddDays(3), Reason = "issued-in-error", LearnerErased = true });
        report.Verdict.Should().Be(Verdict.Invalid);
        report.Of("status").Should().BeEquivalentTo(new { Outcome = Outcome.Failed, Code = code });
        report.Of("status").Detail.Should().Contain("2026-03-04T00:00:00Z").And.Contain("erased");
        _world.Asked.Should().NotContain(World.ListUrl);
    }

    [Fact]
    public async Task An_erased_learners_copy_still_gets_a_truthful_answer()
    {
        var report = await VerifyAsync(Active, Record with { LearnerErased = true });
        report.Verdict.Should().Be(Verdict.Valid);
        report.Of("status").Detail.Should().Contain("erased");
    }

    [Fact]
    public async Task Own_lists_are_known_by_their_address()
    {
        _world.Own = new("Cardiff Metropolitan University", Active, null);
        var list = _world.Sign(World.List(BitstringStatusList.Empty()));
        (await _world.VerifyAsync(list)).Verdict.Should().Be(Verdict.Valid);
        _world.Own = _world.Own with { Key = Active with { CompromisedAt = Signed } };
        (await _world.VerifyAsync(list)).Of("issuer").Code.Should().Be("key-compromised");
        _world.Own = _world.Own with { Key = Active };
        _world.Lists.Clear();
        (await _world.VerifyAsync(list)).Of("issuer").Code.Should().Be("not-in-log");
    }

    private ValueTask<VerificationReport> VerifyAsync(OwnKey? key, OwnRecord? record)
    {
        _world.Own = new("Cardiff Metropolitan University", key, record);
        return _world.VerifyAsync(_world.Sign(World.Plain()));
    }
}
