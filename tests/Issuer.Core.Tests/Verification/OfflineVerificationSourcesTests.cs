using FluentAssertions;
using Issuer.Core.Status;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class OfflineVerificationSourcesTests
{
    [Fact]
    public async Task Three_files_suffice_and_each_that_is_lacking_leaves_a_doubt()
    {
        using var world = new World();
        var token = CredentialInput.Read(System.Text.Encoding.ASCII.GetBytes(world.Badge()));
        var document = world.Documents[World.Did];
        var list = world.Lists[World.ListUrl];

        (await VerifyAsync(token, document, list)).Verdict.Should().Be(Verdict.Valid);
        var noList = await VerifyAsync(token, document, null);
        noList.Verdict.Should().Be(Verdict.Indeterminate);
        noList.Of("status").Code.Should().Be("status-list-unreachable");
        var noDocument = await VerifyAsync(token, null, list);
        noDocument.Verdict.Should().Be(Verdict.Indeterminate);
        noDocument.Of("signature").Code.Should().Be("key-unreachable");

        var revoked = BitstringStatusList.Empty();
        revoked.Set(World.Index, true);
        var told = await VerifyAsync(token, document, System.Text.Encoding.ASCII.GetBytes(world.Sign(World.List(revoked))));
        told.Verdict.Should().Be(Verdict.Invalid);
        told.Of("status").Code.Should().Be("revoked");
        told.Of("status").Detail.Should().Contain("2026-11-21T00:00:00Z", "a kept list is as old as it is");
    }

    [Fact]
    public async Task Kept_registries_and_roots_say_who_the_issuer_is()
    {
        using var world = new World();
        using var root = Authority.Root();
        var sources = new OfflineVerificationSources { TrustedRoots = root.AsRoots() };
        sources.TryAddStatusList(world.Lists[World.ListUrl]);
        sources.AddRegistry("First", IssuerRegistry.ReadUnsigned("{\"registry\": {}}"u8.ToArray(), out _)!);
        sources.AddRegistry("Second", IssuerRegistry.ReadUnsigned(System.Text.Encoding.UTF8.GetBytes($"{{\"registry\": {{\"{World.Did}\": {{\"name\": \"Listed\"}}}}}}"), out _)!);
        var header = World.Header(kid: World.Kid);
        header["x5c"] = Authority.X5c(root.Certify(world.Key, ["badges.example.org"]));
        var report = await new CredentialVerifier(sources).VerifyAsync(
            CredentialInput.Read(System.Text.Encoding.ASCII.GetBytes(world.Sign(World.Plain(), header))), VerifyOptions.None, World.Now);
        report.Of("issuer").Code.Should().Be("issuer-certificate", "no DID document was kept");
        report.Of("trust").Detail.Should().StartWith("Second lists the issuer as \"Listed\".");
    }

    [Fact]
    public void Files_that_name_nothing_are_not_taken()
    {
        var sources = new OfflineVerificationSources();
        sources.TryAddDidDocument("{}"u8.ToArray()).Should().BeFalse();
        sources.TryAddDidDocument("x"u8.ToArray()).Should().BeFalse();
        sources.TryAddStatusList("{}"u8.ToArray()).Should().BeFalse();
        sources.TryAddStatusList("a.b.c"u8.ToArray()).Should().BeFalse();
    }

    private static ValueTask<VerificationReport> VerifyAsync(CredentialInput token, byte[]? document, byte[]? list)
    {
        var sources = new OfflineVerificationSources();
        if (document is not null)
            sources.TryAddDidDocument(document).Should().BeTrue();
        if (list is not null)
            sources.TryAddStatusList(list).Should().BeTrue();
        return new CredentialVerifier(sources).VerifyAsync(token, VerifyOptions.None, World.Now);
    }
}
