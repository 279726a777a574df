using System.Collections.Immutable;
using Issuer.Service.Credentials;
using Issuer.Service.Languages;
using Issuer.Service.Pages.Paper;
using Issuer.Service.Sharing;

namespace Issuer.Service.Pages;

/// <summary>Who stands before a learner's page.</summary>
public abstract record MyAccess
{
    private MyAccess()
    {
    }

    /// <summary>A device that opened it before.</summary>
    public sealed record Known(Credential Credential, OpenedCredential Opened, string Cookie, bool HasBirthDate) : MyAccess;

    /// <summary>Somebody with the address alone.</summary>
    public sealed record Stranger(Credential Credential) : MyAccess;

    /// <summary>The learner was erased.</summary>
    public sealed record Erased : MyAccess;

    /// <summary>There is no such page.</summary>
    public sealed record Unknown : MyAccess;
}

/// <summary>What a learner's page shows.</summary>
internal sealed class MyDesk(
    Claims claims, CredentialReader reader, Devices devices, Codes codes, LearnerLinks links, ErasureRequests erasures, IPageData data, Certificates certificates, TimeProvider clock)
{
    /// <summary>Looks up a management link and the device that opens it.</summary>
    public async Task<MyAccess> FindAsync(string token, string? cookie, CancellationToken ct)
    {
        if (await claims.FindManagedAsync(token, ct) is not { Access.Management: { } management } credential)
            return new MyAccess.Unknown();
        var opened = await reader.OpenAsync(credential, ct);
        if (opened.LearnerErased)
            return new MyAccess.Erased();
        return cookie is not null && devices.Knows(management.ManageHash, cookie)
            ? new MyAccess.Known(credential, opened, cookie, HasBirthDate(opened))
            : new MyAccess.Stranger(credential);
    }

    /// <summary>Whether a form came from the page that this device got.</summary>
    public bool IsOwnForm(MyAccess.Known known, string token) => devices.IsOwnForm(known.Cookie, token);

    /// <summary>The page of a known device.</summary>
    public async Task<MyPage> PageAsync(PageFrame frame, string token, MyAccess.Known known, CancellationToken ct)
    {
        var facts = known.Credential.Facts;
        var found = await data.FindPublicAsync(facts.Id, ct) ?? throw new InvalidOperationException("A credential that was just read is not there.");
        var files = ImmutableArray.CreateBuilder<string>();
        if (known.Opened.Form(SignedForms.Embedded) is not null)
            files.Add("credential.json");
        if (known.Opened.Form(SignedForms.Jwt) is not null)
            files.Add("credential.jwt");
        return new MyPage(frame, $"/my/{token}", devices.FormToken(known.Cookie), found, await links.ListAsync(known.Credential, ct))
        {
            Now = clock.GetUtcNow(),
            PublicUrl = data.PublicUrl,
            Files = files.ToImmutable(),
            HasPdf = certificates.IsOffered,
            HasBirthDate = known.HasBirthDate,
            Erasure = await erasures.FindOpenAsync(facts.LearnerId, ct),
            ErasureAwaited = await codes.IsAwaitedAsync(known.Credential, Codes.ToErase, ct),
        };
    }

    /// <summary>The page of a device that is not known.</summary>
    public async Task<NewDevicePage?> StrangerAsync(PageFrame frame, string token, Credential credential, Phrase? problem, CancellationToken ct) =>
        await data.FindPublicAsync(credential.Facts.Id, ct) is { } found
            ? new NewDevicePage(frame, $"/my/{token}", await codes.IsAwaitedAsync(credential, Codes.ToOpen, ct), problem, found.Issuer.ForTesting)
            : null;

    private static bool HasBirthDate(OpenedCredential opened) => opened.Request is { } request && StoredRequest.LearnerOf(request).DateOfBirth is not null;
}
