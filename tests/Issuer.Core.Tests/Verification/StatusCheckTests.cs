using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Core.Status;
using Issuer.Core.Verification;
using Xunit;

namespace Issuer.Core.Tests.Verification;

public class StatusCheckTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose()
    {
        _world.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("revocation", "revoked")]
    [InlineData("suspension", "suspended")]
    public async Task A_set_bit_is_told_and_its_neighbours_are_not(string purpose, string code)
    {
        var payload = World.Plain();
        payload["credentialStatus"]!["statusPurpose"] = purpose;
        foreach (var (index, verdict) in new[] { (World.Index - 1, Verdict.Valid), (World.Index, Verdict.Invalid), (World.Index + 1, Verdict.Valid) })
        {
            var list = BitstringStatusList.Empty();
            list.Set(index, true);
            _world.Publish(list, purpose);
            var report = await _world.VerifyAsync(_world.Sign(payload));
            report.Verdict.Should().Be(verdict, report.Told());
            report.Of("status").Code.Should().Be(verdict == Verdict.Invalid ? code : "active");
        }
    }

    [Theory]
    [InlineData("statusListIndex", "\"-1\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"18446744073709551616\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"1e3\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"094567\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\" 94567\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"+94567\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"９４５６７\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "\"\"", "status-entry-malformed")]
    [InlineData("statusListIndex", "94567", "status-entry-malformed")]
    [InlineData("statusListIndex", null, "status-entry-malformed")]
    [InlineData("statusListIndex", "\"131072\"", "status-index-out-of-range")]
    [InlineData("statusListIndex", "\"999999999999999999\"", "status-index-out-of-range")]
    [InlineData("statusPurpose", null, "status-entry-malformed")]
    [InlineData("statusPurpose", "\"suspension\"", "status-purpose-mismatch")]
    [InlineData("statusPurpose", "\"withdrawal\"", "status-purpose-unknown")]
    [InlineData("statusListCredential", null, "status-entry-malformed")]
    [InlineData("statusListCredential", "\"file:///etc/passwd\"", "status-entry-malformed")]
    [InlineData("statusListCredential", "\"https://elsewhere.example/list\"", "status-list-unreachable")]
    [InlineData("statusSize", "2", "status-size-not-supported")]
    [InlineData("type", "[\"https://w3id.org/vc/status-list#StatusList2021Entry\", \"BitstringStatusListEntry\"]", "status-type-unknown")]
    [InlineData("type", "[\"https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList\", \"BitstringStatusListEntry\"]", "status-type-unknown")]
    [InlineData("type", "[\"BitstringStatusListEntry\", \"urn:x-other:Other\"]", "status-type-unknown")]
    public async Task An_entry_that_cannot_be_followed_tells_nothing(string member, string? value, string code)
    {
        var payload = World.Plain();
        if (value is null)
            payload["credentialStatus"]!.AsObject().Remove(member);
        else
            payload["credentialStatus"]![member] = JsonNode.Parse(value);
        await ExpectAsync(payload, Outcome.CannotTell, code);
    }

    [Fact]
    public async Task The_gravest_of_several_entries_counts_whatever_their_order()
    {
        var active = World.Plain()["credentialStatus"]!;
        var unknown = new JsonObject { ["type"] = "urn:x-other:Other" };
        var revoked = active.DeepClone();
        revoked["statusListIndex"] = "5";
        var list = BitstringStatusList.Empty();
        list.Set(5, true);
        _world.Publish(list);
        var payload = World.Plain();
        foreach (var (entries, outcome) in new (JsonNode[], Outcome)[]
        {
            ([active, active], Outcome.Passed), ([active, unknown], Outcome.CannotTell), ([unknown, active], Outcome.CannotTell),
            ([unknown, revoked], Outcome.Failed), ([revoked, unknown], Outcome.Failed), ([active, revoked], Outcome.Failed),
        })
        {
            payload["credentialStatus"] = new JsonArray([.. entries.Select(entry => entry.DeepClone())]);
            (await _world.VerifyAsync(_world.Sign(payload))).Of("status").Outcome.Should().Be(outcome);
        }

        payload["credentialStatus"] = new JsonArray([.. Enumerable.Range(0, 9).Select(_ => active.DeepClone())]);
        await ExpectAsync(payload, Outcome.CannotTell, "status-too-many");
    }

    [Fact]
    public async Task No_entry_means_that_nobody_can_revoke_it()
    {
        var payload = World.Plain();
        payload.Remove("credentialStatus");
        await ExpectAsync(payload, Outcome.NotApplicable, "no-status");
        payload["credentialStatus"] = new JsonArray();
        await ExpectAsync(payload, Outcome.NotApplicable, "no-status");
        (await _world.VerifyAsync(_world.Sign(payload))).Verdict.Should().Be(Verdict.Valid);
    }

    // A list that is not the issuer's, whole and of today: what it would say does not count, not even that a bit is clear.
    [Fact]
    public async Task A_list_that_does_not_verify_tells_nothing()
    {
        using var other = SigningKey.Generate(SignatureAlgorithm.P256);
        var list = World.List(BitstringStatusList.Empty());

        _world.Publish(_world.Sign(list, key: other));
        await ExpectAsync("status-list-not-verified");
        _world.Publish(_world.Sign(World.List(BitstringStatusList.Empty(), issuer: DidKey.Of(other.PublicKey)), World.Header(kid: DidKey.MethodOf(other.PublicKey)), other));
        await ExpectAsync("status-list-of-another");
        _world.Publish(_world.Sign(World.List(BitstringStatusList.Empty(), url: World.ListUrl + "x")));
        await ExpectAsync("status-list-of-another");
        _world.Publish("<html>");
        await ExpectAsync("status-list-not-verified");
        _world.Publish(list.ToJsonString());
        await ExpectAsync("status-list-not-verified");
        _world.Publish(_world.Sign(World.Plain()));
        await ExpectAsync("status-list-malformed");

        await ExpectListAsync(changed => changed["validUntil"] = "2026-11-21T11:59:59Z", "status-list-expired");
        await ExpectListAsync(changed => changed["validFrom"] = "2026-11-22T00:00:00Z", "status-list-not-verified");
        await ExpectListAsync(changed => changed["type"] = new JsonArray("VerifiableCredential"), "status-list-malformed");
        await ExpectListAsync(changed => changed["@context"]!.AsArray().Add("https://contexts.example/"), "status-list-not-verified");
        await ExpectListAsync(changed => changed["credentialStatus"] = World.Plain()["credentialStatus"]!.DeepClone(), "status-list-has-status");
        await ExpectListAsync(changed => changed["credentialSubject"]!["type"] = "urn:x-other:Other", "status-list-not-verified");
        await ExpectListAsync(changed => changed["credentialSubject"]!["statusPurpose"] = "suspension", "status-purpose-mismatch");
        await ExpectListAsync(changed => changed["credentialSubject"]!["encodedList"] = "H4sI", "status-list-encoding");
        await ExpectListAsync(changed => changed["credentialSubject"]!["encodedList"] = 5, "status-list-encoding");
        await ExpectListAsync(changed => changed["credentialSubject"]!["encodedList"] = Cut(changed), "status-list-gzip");

        // And whole again, with an array of purposes.
        _world.Publish(_world.Sign(Changed(changed => changed["credentialSubject"]!["statusPurpose"] = new JsonArray("suspension", "revocation"))));
        await ExpectAsync(World.Plain(), Outcome.Passed, "active");
    }

    [Fact]
    public async Task A_list_can_be_checked_by_itself_and_one_that_names_itself_ends()
    {
        var list = World.List(BitstringStatusList.Empty());
        var report = await _world.VerifyAsync(_world.Sign(list));
        report.Verdict.Should().Be(Verdict.Valid, report.Told());
        report.Of("elements").Outcome.Should().Be(Outcome.NotApplicable);

        list["credentialStatus"] = World.Plain()["credentialStatus"]!.DeepClone();
        _world.Publish(_world.Sign(list));
        (await _world.VerifyAsync(_world.Sign(list))).Of("status").Code.Should().Be("status-list-has-status");
    }

    [Fact]
    public async Task Nothing_is_fetched_for_a_credential_that_is_not_shown_to_be_genuine()
    {
        using var other = SigningKey.Generate(SignatureAlgorithm.P256);
        var report = await _world.VerifyAsync(_world.Sign(World.Plain(), key: other));
        report.Of("status").Code.Should().Be("not-looked-up");
        _world.Asked.Should().NotContain(World.ListUrl);
    }

    private static JsonNode Cut(JsonObject list)
    {
        var encoded = list["credentialSubject"]!["encodedList"]!.GetValue<string>();
        return encoded[..(encoded.Length - 8)];
    }

    private static JsonObject Changed(Action<JsonObject> change)
    {
        var list = World.List(BitstringStatusList.Empty());
        change(list);
        return list;
    }

    private Task ExpectListAsync(Action<JsonObject> change, string code)
    {
        _world.Publish(_world.Sign(Changed(change)));
        return ExpectAsync(code);
    }

    private Task ExpectAsync(string code) => ExpectAsync(World.Plain(), Outcome.CannotTell, code);

    private async Task ExpectAsync(JsonObject payload, Outcome outcome, string code)
    {
        var report = await _world.VerifyAsync(_world.Sign(payload));
        report.Of("status").Should().BeEquivalentTo(new { Outcome = outcome, Code = code });
        if (outcome == Outcome.CannotTell)
            report.Verdict.Should().Be(Verdict.Indeterminate);
    }
}
