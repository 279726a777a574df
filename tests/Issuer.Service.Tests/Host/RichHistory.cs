using System.Net;
using System.Text.Json.Nodes;
using FluentAssertions;
using Issuer.Core.Keys;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Sharing;
using Microsoft.Extensions.DependencyInjection;

namespace Issuer.Service.Tests.Host;

/// <summary>A service on which everything has happened that writes an event, through its own interface.</summary>
internal static class RichHistory
{
    public static async Task<IReadOnlyList<JsonObject>> MakeAsync(TestService service)
    {
        var issued = new List<JsonObject>();
        for (var i = 0; i < 6; i++)
        {
            var purpose = new JsonObject { ["statusPurpose"] = i % 2 == 0 ? "suspension" : "revocation" };
            issued.Add(await service.IssueAsync(Requests.SportManagement("Nia", $"Rees {i}", $"nia{i}@example.org", $"N{i}").With("options", purpose)));
        }

        await ChangeAsync(service, issued[0], "suspend");
        await ChangeAsync(service, issued[2], "suspend");
        await ChangeAsync(service, issued[2], "reinstate");
        await ChangeAsync(service, issued[1], "revoke", new JsonObject { ["reason"] = "Nia asked for it" });
        await CorrectAsync(service, issued);
        await FormsAsync(service, issued);
        await KeysAsync(service);
        await DocumentsAsync(service);
        await SharingAsync(service, issued);
        issued.Add(await service.IssueAsync(Requests.SportManagement("Nia", "Rees 4", "nia4@example.org", "N4")));
        (await service.SendAsync(HttpMethod.Delete, $"/v1/learners/{issued[5]["learnerId"]}")).Status.Should().Be(HttpStatusCode.NoContent);
        return issued;
    }

    private static async Task ChangeAsync(TestService service, JsonObject issued, string verb, JsonObject? body = null) =>
        (await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued["id"]}/{verb}", body ?? new JsonObject())).Status.Should().Be(HttpStatusCode.OK, verb);

    private static async Task CorrectAsync(TestService service, List<JsonObject> issued)
    {
        var right = Requests.SportManagement("Nia", "Rhys", "nia3@example.org", "N3");
        var (status, body) = await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{issued[3]["id"]}/correct", right);
        status.Should().Be(HttpStatusCode.Created);
        issued.Add(body!.AsObject());
    }

    private static async Task FormsAsync(TestService service, List<JsonObject> issued)
    {
        using var holder = SigningKey.Generate(SignatureAlgorithm.P256);
        foreach (var one in (JsonObject[])[issued[2], issued[4], issued[4]])
        {
            var request = new JsonObject { ["format"] = "dc+sd-jwt", ["holder"] = new JsonObject { ["jwk"] = holder.PublicKey.ToJwk() } };
            (await service.SendAsync(HttpMethod.Post, $"/v1/credentials/{one["id"]}/forms", request)).Status.Should().Be(HttpStatusCode.Created);
        }

        await ChangeAsync(service, issued[2], "suspend");
    }

    // What instances of the VC-API sign; none is set up here.
    private static async Task DocumentsAsync(TestService service)
    {
        var documents = service.Services.GetRequiredService<SignedDocuments>();
        var institution = service.Services.GetRequiredService<InstitutionDirectory>().BySlug("university-of-example")!.Id;
        var place = await service.Services.GetRequiredService<StatusLists>().NextAsync(institution, "revocation", default);
        var now = TimeProvider.System.GetUtcNow();
        var listed = new DocumentSigned("wallets", institution, "vc", "eddsa-rdfc-2022", "k2", "did:web:example.org#k2", "digest-1", documents.Hash(institution, "urn:x:1"), place, "iss_test");
        (await documents.TryAddAsync(listed, now)).Should().BeTrue();
        (await documents.TryAddAsync(listed with { Digest = "digest-2", CredentialHash = null, Status = null }, now)).Should().BeTrue();
        var found = (await documents.FindSignedAsync("digest-1", default))!;
        (await documents.TryChangeAsync(found, value: true, "iss_test", now)).Should().NotBeNull();
    }

    // What learners do on their pages, by what stands behind these.
    private static async Task SharingAsync(TestService service, List<JsonObject> issued)
    {
        var (id, other) = (issued[2]["id"]!.ToString(), issued[4]["id"]!.ToString());
        var institution = service.Services.GetRequiredService<InstitutionDirectory>().BySlug("university-of-example")!.Id;
        var links = service.Services.GetRequiredService<LearnerLinks>();
        var made = await links.MakeAsync(id, institution, new ShareLinkChoice(LinkView.Minimal, null, null, BirthDateCheck: false, NameInPreview: false), "learner", default);
        var link = made.Should().BeOfType<LinkOutcome.Made>().Subject;
        (await links.RevokeAsync(id, institution, link.Link.Link.Facts.LinkId, "learner", default)).Should().BeTrue();

        var claims = service.Services.GetRequiredService<Claims>();
        var wish = new ClaimWish(ByEmail: false, null, TimeProvider.System.GetUtcNow().AddDays(1));
        foreach (var one in (string[])[id, other])
        {
            var offered = (await claims.OfferAsync(one, institution, wish, "iss_test", default)).Should().BeOfType<ClaimOutcome.Offered>().Subject;
            (await claims.UseAsync(offered.Token!, default)).Should().NotBeNull();
        }

        (await claims.EndAsync(other, institution, "iss_test", default)).Should().BeTrue();
        var reader = service.Services.GetRequiredService<CredentialReader>();
        var requests = service.Services.GetRequiredService<ErasureRequests>();
        foreach (var one in (string[])[id, other])
            await requests.AskAsync((await reader.FindAsync(one, default))!, default);
        var open = await requests.ListAsync(institution, "open", default);
        (await requests.DecideAsync(open[0].RequestId, institution, grant: false, "Records must be kept.", "iss_test", default)).Should().Be(DecisionOutcome.Done);
        var wanted = new ReceiptWish((await reader.FindAsync(id, default))!, new byte[] { 1 }, "full", "active", "valid", []);
        (await service.Services.GetRequiredService<Receipts>().MakeAsync(wanted, default)).Should().NotBeNull();
    }

    private static async Task KeysAsync(TestService service)
    {
        await MustAsync(service, HttpMethod.Post, "/v1/institution/keys/rotate", new JsonObject { ["algorithm"] = "ES256", ["now"] = true });
        await MustAsync(service, HttpMethod.Post, "/v1/institution/keys/k1/compromise", new JsonObject());
        var profile = (await service.SendAsync(HttpMethod.Get, "/v1/institution")).Body!;
        await MustAsync(service, HttpMethod.Put, "/v1/institution", new JsonObject { ["legalName"] = new JsonObject { ["en"] = "University of Examples" }, ["country"] = profile["profile"]?["country"]?.DeepClone() ?? "GBR" });
        var made = (await service.SendAsync(HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "Second registrar", ["scopes"] = new JsonArray("read") })).Body!;
        await MustAsync(service, HttpMethod.Post, "/v1/api-keys", new JsonObject { ["rotates"] = made["prefix"]!.ToString() });
        var third = (await service.SendAsync(HttpMethod.Post, "/v1/api-keys", new JsonObject { ["name"] = "Third", ["scopes"] = new JsonArray("read") })).Body!;
        await MustAsync(service, HttpMethod.Delete, $"/v1/api-keys/{third["prefix"]}");
    }

    private static async Task MustAsync(TestService service, HttpMethod method, string path, JsonObject? body = null)
    {
        var (status, answer) = await service.SendAsync(method, path, body);
        ((int)status).Should().BeInRange(200, 299, $"{method} {path}: {answer?.ToJsonString()}");
    }
}
