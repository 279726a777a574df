using System.Collections.Concurrent;
using System.Net;
using Issuer.Core.Verification;
using Issuer.Service.Access;
using Issuer.Service.Checking;
using Issuer.Service.Languages;
using Issuer.Service.Operations;
using Issuer.Service.Pages;
using Issuer.Service.Tests.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using LinkView = Issuer.Service.Credentials.LinkView;

[assembly: AssemblyFixture(typeof(Issuer.Service.Tests.Pages.PageSite))]

namespace Issuer.Service.Tests.Pages;

/// <summary>The pages on a real server, with every page and state that a reader can meet.</summary>
public sealed class PageSite : IAsyncLifetime
{
    private WebApplication? _app;

    internal FakePageData Data { get; } = new();

    /// <summary>Our languages, and one made up for tests.</summary>
    internal LanguageOffer Offer { get; } = new([.. LanguageOffer.Ours.All, PseudoLanguage.Mirrored]);

    public Uri Address { get; private set; } = null!;

    /// <summary>Every page that has a browser test of its own: name and path.</summary>
    public static IReadOnlyList<(string Name, string Path)> Pages { get; } =
    [
        ("home", "/"), ("verify", "/verify"),
        ("valid", "/s/valid"), ("revoked", "/s/revoked"), ("suspended", "/s/suspended"), ("replaced", "/s/replaced"), ("expired", "/s/expired"),
        ("reduced", "/s/reduced"), ("minimal", "/s/minimal"), ("recipient", "/s/recipient"), ("recipient-closed", "/s/recipient-closed"), ("cannot-tell", "/s/cannot-tell"), ("test-institution", "/s/testing"), ("english-only", "/s/english-only"), ("arabic", "/s/arabic"),
        ("public", "/credentials/Yt3kQ0v9bRk2mB5xJd8wAg"), ("public-revoked", "/credentials/revoked"), ("public-erased", "/credentials/erased"),
        ("achievement", "/achievements/sport"), ("gone-erased", "/s/erased"), ("gone-closed", "/s/closed"), ("gone-late", "/s/late"), ("not-found", "/s/nothing"),
        ("fault", "/s/outage"),
    ];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(Offer);
        builder.Services.AddPages();
        builder.Services.AddPages().AddHandedIn();
        builder.Services.AddSingleton(ForeignPrograms.OfThisMachine(TimeProvider.System));
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<FaultHandler>();
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<IPageData>(Data);
        builder.Services.AddSingleton<TimeProvider>(new StillClock(Samples.Now));
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthorization();
        new PageEndpoints().AddRoutes(app);
        new VerifyEndpoints().AddRoutes(app);
        app.MapGet("/institutions/example/logo", () => TypedResults.Bytes(SiteAssets.Find("icon.logo.svg", out _)!.Value.Content, "image/svg+xml"));
        await app.StartAsync();
        _app = app;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Fill();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>A client that follows no redirect and adds no header.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    /// <summary>The forms of one thing that were handed in at /verify, by name.</summary>
    internal ConcurrentDictionary<string, string> Submissions { get; } = new();

    internal SharedCredential Shared(System.Text.Json.JsonElement document, Standing? standing = null, bool forTesting = false) =>
        new("Yt3kQ0v9bRk2mB5xJd8wAg", document, [new(SharedForm.Jwt, System.Text.Encoding.ASCII.GetBytes(Samples.Sign(document)))], standing ?? new(CredentialState.Active), Samples.Institution with { ForTesting = forTesting })
        {
            Key = new("k1", new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), null),
        };

    private void Fill()
    {
        var document = Samples.Document(Samples.Request());
        var day = new DateTimeOffset(2026, 12, 3, 9, 30, 0, TimeSpan.Zero);
        Share("valid", Shared(document));
        Share("testing", Shared(document, forTesting: true));
        foreach (var view in (string[])[LinkView.Reduced, LinkView.Minimal])
            Share(view, Shared(document) is var whole ? whole with { Forms = [], Shows = view, Whole = whole.Whole } : throw new InvalidOperationException());
        Share("recipient", Shared(document) with { Recipient = new(Email: true, BirthDate: true, BirthDateClosed: false) });
        Share("recipient-closed", Shared(document) with { Recipient = new(Email: true, BirthDate: false, BirthDateClosed: true) });
        Share("revoked", Shared(document, new(CredentialState.Revoked, day, "misconduct")), new Check("status", Outcome.Failed, "revoked", "The institution revoked the credential."));
        Share("suspended", Shared(document, new(CredentialState.Suspended, day)), new Check("status", Outcome.Failed, "suspended", "The institution suspended the credential."));
        Share("replaced", Shared(document, new(CredentialState.Superseded, day, "data-correction")), new Check("status", Outcome.Failed, "superseded", "The institution replaced the credential."));
        Share("expired", Shared(document, new(CredentialState.Expired)), new Check("validity", Outcome.Failed, "expired", "The credential has expired."));
        Share("cannot-tell", Shared(document), new Check("status", Outcome.CannotTell, "status-list-unreachable", "The status list did not answer."));

        var english = Samples.Request();
        foreach (var name in new[] { "title", "description", "prerequisites", "furtherInformation" })
            english[name]!.AsObject().Remove("cy");
        Share("english-only", Shared(Samples.Document(english)));

        var arabic = Samples.Request();
        arabic["learner"] = new System.Text.Json.Nodes.JsonObject { ["fullName"] = "محمد العربي (Mo)" };
        arabic["title"] = new System.Text.Json.Nodes.JsonObject { ["ar"] = "مبادئ الإدارة الرياضية 101", ["en"] = "Principles of Sport Management" };
        Share("arabic", Shared(Samples.Document(arabic)));

        Data.BreakAt("outage");
        Data.Gone("erased", GoneBecause.Erased);
        Data.Gone("closed", GoneBecause.LinkRevoked);
        Data.Gone("late", GoneBecause.LinkExpired);

        var content = CredentialContent.Of(document);
        PublicCredential Public(string id, Standing standing) => new(id, content.Title, content.AwardingBodies, new(2026, 11, 21), standing, Samples.Institution, "sport");
        Data.Publish(Public("Yt3kQ0v9bRk2mB5xJd8wAg", new(CredentialState.Active)));
        Data.Publish(Public("revoked", new(CredentialState.Revoked, day, "issued-in-error")));
        Data.Publish(new PublicCredential("erased", null, [], new(2026, 11, 21), new(CredentialState.Erased, day), Samples.Institution, null));
        Data.Publish(new PublishedAchievement("sport", Samples.AchievementOf(Samples.Request()), Samples.Institution));

        Hand("own", document);
        Hand("own-revoked", document, new Check("status", Outcome.Failed, "revoked", "The institution revoked the credential."));
        Hand("cannot-tell", Samples.ForeignBadge, new Check("signature", Outcome.CannotTell, "key-unreachable", "The issuer's key could not be fetched."),
            new Check("issuer", Outcome.CannotTell, "key-unknown", "Without a checked signature nobody can tell whose it is."));
        Hand("foreign", Samples.ForeignBadge, new Check("trust", Outcome.Warning, "issuer-unknown", "Whoever issued it controls badges.hogeschool.example; nobody here vouches for who that is."),
            new Check("status", Outcome.Passed, "no-status", "The credential has no status entry: its issuer cannot revoke it."));
        Hand("elm", Samples.ElmCredential, new Check("trust", Outcome.Warning, "issuer-unknown", "The issuer is known by its key alone; nobody here vouches for who it is."));
        Hand("forged", document, new Check("signature", Outcome.Failed, "signature-mismatch", "The signature is not of this content: it was changed, or signed with another key."),
            new Check("issuer", Outcome.CannotTell, "signature-not-good", "Without a good signature nobody can tell who issued it."),
            new Check("status", Outcome.CannotTell, "not-looked-up", "The status of a credential that is not shown to be genuine is not looked up."),
            new Check("trust", Outcome.CannotTell, "issuer-not-shown", "The credential is not shown to come from the issuer that it names."));
        Hand("unsigned", document, new Check("signature", Outcome.Failed, "no-proof", "The credential is not signed."),
            new Check("issuer", Outcome.CannotTell, "key-unknown", "Without a checked signature nobody can tell whose it is."));
        Submissions["unreadable"] = "This is a letter, not a credential.";
    }

    private void Share(string token, SharedCredential credential, params ReadOnlySpan<Check> instead) => Data.Share(token, credential, Samples.Report(credential.Document, instead));

    internal void Hand(string name, System.Text.Json.JsonElement document, params ReadOnlySpan<Check> instead)
    {
        Submissions[name] = $"eyJ.{name}.x";
        Data.Report(Submissions[name], Samples.Report(document, instead));
    }
}
