using System.Collections.Concurrent;
using System.Text;
using Issuer.Core.Model;
using Issuer.Core.Verification;
using Issuer.Service.Pages;
using Issuer.Service.Sharing;

namespace Issuer.Service.Tests.Pages;

/// <summary>The rest of the service, as far as pages see it: what a test puts in comes back.</summary>
internal sealed class FakePageData : IPageData
{
    private readonly ConcurrentDictionary<string, (ShareLookup Lookup, VerificationReport? Report)> _shares = new();
    private readonly ConcurrentDictionary<string, PublicCredential> _public = new();
    private readonly ConcurrentDictionary<string, PublishedAchievement> _achievements = new();
    private readonly ConcurrentDictionary<string, VerificationReport> _reports = new();

    public string PublicUrl { get; set; } = Samples.PublicUrl;

    private readonly ConcurrentDictionary<string, bool> _broken = new();

    /// <summary>From now on looking up this share link is an outage.</summary>
    public void BreakAt(string token) => _broken[token] = true;

    public void Share(string token, SharedCredential credential, VerificationReport report)
    {
        _shares[token] = (new ShareLookup.Found(credential), report);
        _reports[Encoding.UTF8.GetString(credential.Whole.Span)] = report;
    }

    public void Gone(string token, GoneBecause because) => _shares[token] = (new ShareLookup.Gone(because), null);

    public void Publish(PublicCredential credential) => _public[credential.Id] = credential;

    public void Publish(PublishedAchievement achievement) => _achievements[achievement.Id] = achievement;

    public void Report(string credential, VerificationReport report) => _reports[credential] = report;

    public Task<ShareLookup> FindShareAsync(string token, CancellationToken ct)
    {
        if (_broken.ContainsKey(token))
            throw new InvalidOperationException("The store is gone.");
        return Task.FromResult(_shares.TryGetValue(token, out var share) ? share.Lookup : new ShareLookup.Unknown());
    }

    public Task<PublicCredential?> FindPublicAsync(string id, CancellationToken ct) => Task.FromResult(_public.GetValueOrDefault(id));

    public Task<PublishedAchievement?> FindAchievementAsync(string id, CancellationToken ct) => Task.FromResult(_achievements.GetValueOrDefault(id));

    public Task<VerificationReport> VerifyAsync(ReadOnlyMemory<byte> credential, CancellationToken ct) =>
        Task.FromResult(_reports.TryGetValue(Encoding.UTF8.GetString(credential.Span), out var report) ? report : Unreadable);

    public Task<(string MediaType, byte[] Bytes)?> LogoAsync(string did, CancellationToken ct) => Task.FromResult<(string, byte[])?>(null);

    /// <summary>How often pages were counted.</summary>
    public int Views { get; private set; }

    public void CountView(SharedCredential credential) => Views++;

    public Task<RecipientAnswer> CompareEmailAsync(string token, string email, CancellationToken ct) =>
        Task.FromResult(email == "nia@example.org" ? RecipientAnswer.Yes : RecipientAnswer.No);

    public Task<RecipientAnswer> CompareBirthDateAsync(string token, DateOnly born, CancellationToken ct) => Task.FromResult(RecipientAnswer.Closed);

    public Task<string?> ReceiptAsync(string credentialId, ReadOnlyMemory<byte> bytes, string shows, VerificationReport report, CancellationToken ct) => Task.FromResult<string?>(null);

    private static readonly VerificationReport Unreadable = new(
        Verdict.Invalid,
        [
            new("format", Outcome.Failed, "not-a-credential", "This is neither a compact token nor JSON."),
            .. new[] { "signature", "issuer", "validity", "status", "trust" }.Select(name => new Check(name, Outcome.CannotTell, "format-not-understood", "What cannot be read cannot be checked.")),
            new("elements", Outcome.NotApplicable, "format-not-understood", "What cannot be read cannot be checked."),
        ],
        null,
        []);
}

/// <summary>A clock that stands still.</summary>
internal sealed class StillClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
