using System.Globalization;
using System.Security.Cryptography;
using Issuer.Service.Access;
using Issuer.Service.Credentials;
using Issuer.Service.Institutions;
using Issuer.Service.Learners;
using Issuer.Service.Sharing.Mail;
using Issuer.Service.Store;

namespace Issuer.Service.Sharing;

/// <summary>What came of asking for a code.</summary>
public enum CodeSent
{
    /// <summary>It is on its way.</summary>
    Yes,

    /// <summary>Too many were asked for within an hour.</summary>
    TooMany,

    /// <summary>There is no address, or the service sends no e-mail.</summary>
    Impossible,
}

/// <summary>
/// One-time codes by e-mail: six digits, ten minutes, five tries, kept as a keyed hash, compared in constant time. A new code makes the one before it void.
/// </summary>
public sealed class Codes(
    IEventStore store, CredentialReader reader, LearnerRecords learners, LearnerMail mail, MailSender sender, Tries tries, KeysDirectory secrets,
    InstitutionDirectory institutions, IssuerSettings settings, TimeProvider clock)
{
    /// <summary>Opens the page on a new device.</summary>
    public const string ToOpen = "open";

    /// <summary>Confirms a wish to be erased.</summary>
    public const string ToErase = "erase";

    /// <summary>The code that is awaited, by management link and purpose.</summary>
    public static readonly TableDefinition Table = new(
        "access_codes", [new("key", ColumnType.Text), new("code_hash", ColumnType.Text), new("round", ColumnType.Text), new("expires_at", ColumnType.Text)]);

    private const int MostTries = 5;
    private const int MostAnHour = 5;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly byte[] _key = secrets.Derive("one-time codes");

    /// <summary>Sends a code to the address that the credential was issued with.</summary>
    public async Task<CodeSent> SendAsync(Credential credential, string purpose, string language, CancellationToken ct)
    {
        using var key = await learners.OpenKeyAsync(credential.Facts.LearnerId, ct);
        if (!settings.Mail.IsOn || key is null || credential.Access.Management is not { } management || await reader.OpenRequestAsync(key, credential.Facts, ct) is not { } request
            || StoredRequest.LearnerOf(request).Email is not { } address)
            return CodeSent.Impossible;
        var now = Instant.Now(clock);
        var hour = now.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        if (await tries.TakeAsync($"code/{management.ManageHash}/{hour}", MostAnHour, TimeSpan.FromHours(1), ct) is null)
            return CodeSent.TooMany;

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var (row, round, until) = ($"{management.ManageHash}/{purpose}", ShareLinks.NewToken(), now + Lifetime);
        var letter = Letters.Code(address, Letters.Nearest(language), institutions.ById(credential.Facts.InstitutionId)!.Profile.LegalName, code, purpose == ToErase);
        var appended = await store.AppendAsync(new Append(
            [],
            [
                LearnerVault.StillThere(credential.Facts.LearnerId),
                new RowWrite.Upsert(Table, [row, Hash(round, code), round, Instant.Write(until)]),
                mail.Row(key, letter, "code", row, now, until),
            ],
            now));
        if (appended is not AppendResult.Done)
            return CodeSent.Impossible; // The learner was erased meanwhile.
        sender.Wake();
        return CodeSent.Yes;
    }

    /// <summary>Whether a code is awaited.</summary>
    public async Task<bool> IsAwaitedAsync(Credential credential, string purpose, CancellationToken ct) => await FindAsync(credential, purpose, ct) is not null;

    /// <summary>Compares; a right code works once.</summary>
    public async Task<bool> RedeemAsync(Credential credential, string purpose, string typed, CancellationToken ct)
    {
        if (await FindAsync(credential, purpose, ct) is not { } awaited)
            return false;
        var round = awaited.Text("round");
        if (await tries.TakeAsync($"try/{round}", MostTries, Lifetime, ct) is null)
            return false;
        var digits = string.Concat(typed.Where(char.IsAsciiDigit).Take(7));
        if (!Devices.SameText(Hash(round, digits), awaited.Text("code_hash")))
            return false;
        // Of several at once that bring the right code, one can insert this row.
        var now = Instant.Now(clock);
        return await tries.TakeAsync($"used/{round}", 1, Lifetime, ct) is not null
            && await store.AppendAsync(new Append([], [new RowWrite.Delete(Table, "key", awaited.Text("key"))], now)) is AppendResult.Done;
    }

    private async Task<Row?> FindAsync(Credential credential, string purpose, CancellationToken ct)
    {
        if (credential.Access.Management is not { } management)
            return null;
        var rows = await store.QueryAsync(new(Table, [Filter.Is("key", $"{management.ManageHash}/{purpose}")]), ct);
        return rows is [var row] && clock.GetUtcNow() < Instant.Read(row.Text("expires_at")) ? row : null;
    }

    private string Hash(string round, string code) => KeyedHash.Of(_key, $"{round}|{code}");
}
