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
