using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Issuer.Core.Encoding;
using Issuer.Core.Keys;
using Issuer.Service.Access;
using Issuer.Service.Store;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>keys init</c>, <c>keys protect</c>, <c>keys new</c>, <c>keys rotate</c>, <c>keys retire</c>, <c>keys compromise</c>, <c>keys import</c>, <c>keys export-public</c>, <c>keys list</c></summary>
internal static class KeyCommands
{
    private const string InstitutionLine = "  --institution SLUG   may be left out where there is only one";
    private const int MaxKeyFileBytes = 64 * 1024;

    public static Verb[] Verbs { get; } =
    [
        new(
            "keys init",
            "makes a keys directory with a new key-encryption key, once for a service",
            "  It is made at Issuer__KeysDirectory, and protected by the passphrase in Issuer__KeysPassphraseFile where that is set.",
            [],
            InitAsync),
        new(
            "keys protect",
            "puts the key-encryption key, until now plain, under a passphrase",
            "  The passphrase is the first line of the file that Issuer__KeysPassphraseFile names; the service needs it at every start from then on.",
            [],
            ProtectAsync),
        new(
            "keys new",
            "makes a signing key that signs beside those there are",
            $"{InstitutionLine}\n  --algorithm NAME     ES256, ES384 or EdDSA\n  --now                signs at once; default: ten minutes after it is published",
            ["--institution", "--algorithm", "--now?"],
            invocation => MakeAsync(invocation, rotate: false)),
        new(
            "keys rotate",
            "makes a signing key that takes over from the one of its algorithm, which stays published",
            $"{InstitutionLine}\n  --algorithm NAME     ES256, ES384 or EdDSA\n  --now                takes over at once; default: ten minutes after it is published",
            ["--institution", "--algorithm", "--now?"],
            invocation => MakeAsync(invocation, rotate: true)),
        new(
            "keys import",
            "takes a private key that was made elsewhere, as JWK or as unencrypted PKCS#8 PEM",
            $"{InstitutionLine}\n  --file FILE          the key; - for standard input\n  --rotate             takes over from the key of its algorithm\n  --now                signs at once; default: ten minutes after it is published",
            ["--institution", "--file", "--rotate?", "--now?"],
            ImportAsync),
        new(
            "keys retire",
            "stops signing with a key; what it signed stays good",
            $"{InstitutionLine}\n  --key ID             for example k1\n  --at TIME            from when, for example 2026-11-21T09:30:00Z; default: now",
            ["--institution", "--key", "--at"],
            invocation => EndAsync(invocation, (register, id, key, at) => register.RetireKeyAsync(id, key, at))),
        new(
            "keys compromise",
            "declares that somebody else may have a key; it never signs again",
            $"{InstitutionLine}\n  --key ID             for example k1\n  --at TIME            from when it may have been in other hands; default: now",
            ["--institution", "--key", "--at"],
            invocation => EndAsync(invocation, (register, id, key, at) => register.CompromiseKeyAsync(id, key, at))),
        new(
            "keys export-public",
            "prints a public key",
            $"{InstitutionLine}\n  --key ID             for example k1\n  --format FORMAT      jwk (default), pem or multikey",
            ["--institution", "--key", "--format"],
            ExportAsync),
        new("keys list", "lists an institution's signing keys: id, algorithm, state, thumbprint", InstitutionLine, ["--institution"], ListAsync),
    ];

    private static async Task InitAsync(Invocation invocation)
    {
        if (File.Exists(invocation.Settings.DatabasePath))
            throw new RefusedException($"There is a store in {invocation.Settings.DataDirectory} already, which needs the keys it was made with. Restore them from a backup.");
        if (File.Exists(Path.Combine(invocation.Settings.KeysDirectory, "key-encryption-key.json")))
            throw new RefusedException($"{invocation.Settings.KeysDirectory} has keys already; nothing was changed.");
        using var keys = KeysDirectory.OpenOrCreate(invocation.Settings.KeysDirectory, invocation.KeysOptions);
        await invocation.PrintAsync(keys.Path);
        await invocation.SayAsync($"Made {keys.KeyEncryptionKeyId}. Back the directory up, apart from the data: without it no credential can be issued or read again.");
    }

    private static async Task ProtectAsync(Invocation invocation)
    {
        var passphraseFile = invocation.Settings.KeysPassphraseFile
            ?? throw new RefusedException("Issuer__KeysPassphraseFile is not set: name a file whose first line is the passphrase.");
        KeysDirectory.Protect(invocation.Settings.KeysDirectory, passphraseFile, invocation.Settings.IsDevelopment);
        await invocation.SayAsync("The key-encryption key needs the passphrase from now on. Older backups of the keys directory still hold it plain: destroy them.");
    }

    private static async Task MakeAsync(Invocation invocation, bool rotate)
    {
        var name = invocation.Arguments.Required("--algorithm");
        var algorithm = SignatureAlgorithm.FromJwsName(name) ?? SignatureAlgorithm.FromName(name);
        if (algorithm is not { CanSign: true })
            throw new UsageException("--algorithm takes ES256, ES384 or EdDSA.");
        await using var service = await invocation.OpenAsync();
        await ShowAsync(invocation, await service.Register.NewKeyAsync(invocation.Choose(service).Id, algorithm, rotate, Delay(invocation)));
    }

    private static async Task ImportAsync(Invocation invocation)
    {
        var file = invocation.Arguments.Required("--file");
        await using var service = await invocation.OpenAsync();
        using var key = await ReadKeyAsync(file);
        await ShowAsync(
            invocation, await service.Register.TakeKeyAsync(invocation.Choose(service).Id, key, invocation.Arguments.Has("--rotate"), Delay(invocation)));
        await invocation.SayAsync("The key is stored encrypted. Destroy the file that it came in.");
    }

    private static async Task EndAsync(Invocation invocation, Func<InstitutionRegister, Guid, string, DateTimeOffset?, Task<InstitutionOutcome>> command)
    {
        var key = invocation.Arguments.Required("--key");
        var at = invocation.Time("--at");
        await using var service = await invocation.OpenAsync();
        await ShowAsync(invocation, await command(service.Register, invocation.Choose(service).Id, key, at));
    }

    private static async Task ExportAsync(Invocation invocation)
    {
        var keyId = invocation.Arguments.Required("--key");
        await using var service = await invocation.OpenAsync();
        var institution = invocation.Choose(service);
        var key = institution.Key(keyId) ?? throw new RefusedException($"The institution {institution.Slug} has no key {keyId}.");
        await invocation.PrintAsync(invocation.Arguments.Text("--format") switch
        {
            null or "jwk" => Encoding.UTF8.GetString(IdentityDocuments.SingleKey(institution, key)),
            "pem" => key.PublicKey.ToPem(),
            "multikey" => key.PublicKey.ToMultikey(),
            _ => throw new UsageException("--format takes jwk, pem or multikey."),
        });
    }

    private static async Task ListAsync(Invocation invocation)
    {
        await using var service = await invocation.OpenAsync();
        var now = invocation.Context.Clock.GetUtcNow();
        var institution = invocation.Choose(service);
        foreach (var key in institution.Keys)
        {
            var view = SigningKeyView.Of(institution, key, now);
            await invocation.PrintAsync($"{view.KeyId}\t{view.Algorithm}\t{view.State}\t{view.Thumbprint}");
        }
    }

    private static async Task ShowAsync(Invocation invocation, InstitutionOutcome outcome)
    {
        if (outcome is InstitutionOutcome.Refused refused)
            throw new RefusedException(refused.Sentence);
        var (institution, key) = ((InstitutionOutcome.Done)outcome) is { Key: { } changed } done ? (done.Institution, changed) : throw new InvalidOperationException("A command on a key names it.");
        var view = SigningKeyView.Of(institution, key, invocation.Context.Clock.GetUtcNow());
        await invocation.PrintAsync(view.KeyId);
        await invocation.SayAsync(view.State switch
        {
            "published" => $"{view.KeyId} ({view.Algorithm}) is published and signs from {Instant.Write(view.ActiveFrom!.Value)} on.",
            "active" when view.RetiredAt is { } end => $"{view.KeyId} ({view.Algorithm}) signs until {Instant.Write(end)}.",
            "active" => $"{view.KeyId} ({view.Algorithm}) signs now.",
            "retired" => $"{view.KeyId} ({view.Algorithm}) signs no more and stays published.",
            _ => $"{view.KeyId} ({view.Algorithm}) is marked as compromised since {Instant.Write(view.CompromisedAt!.Value)}. If nothing else signs with its algorithm now: keys rotate --algorithm {view.Algorithm} --now",
        });
    }

    private static TimeSpan Delay(Invocation invocation) => invocation.Arguments.Has("--now") ? TimeSpan.Zero : KeyDecisions.PublishDelay;

    private static async Task<SigningKey> ReadKeyAsync(string file)
    {
        await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        var buffer = new byte[MaxKeyFileBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        try
        {
            if (length > MaxKeyFileBytes)
                throw new RefusedException("The file is too large for a key.");
            return ReadKey(buffer.AsMemory(0, length), out var fault) ?? throw new RefusedException($"The file holds no private key that can be used: {fault}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static SigningKey? ReadKey(ReadOnlyMemory<byte> file, out string? fault)
    {
        var text = file.Span.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("-----BEGIN"u8))
        {
            var characters = new char[text.Length];
            Encoding.ASCII.GetChars(text, characters);
            var read = SigningKey.TryFromPem(characters, out var fromPem, out fault);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
            return read ? fromPem : null;
        }

        var (document, unreadable) = StrictJson.Parse(file);
        using (document)
        {
            fault = unreadable?.Message;
            return document is not null && SigningKey.TryFromJwk(document.RootElement, out var fromJwk, out fault) ? fromJwk : null;
        }
    }
}
