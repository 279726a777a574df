// Checks a credential with Issuer.Core alone: no service, no network, no database.
//
//   dotnet run --project samples/OfflineVerifier -- badge.jwt --did-document did.json --status-list list.jwt
//
// The DID document (https://host/institutions/{slug}/did.json) shows whose key signed; the status list (credentialStatus.statusListCredential in the
// credential) shows whether it was revoked. Whoever keeps the three files can check the credential when the issuer no longer exists.
// Exit code: 0 valid, 1 invalid, 2 the files do not suffice to tell, 3 nothing to check.

using Issuer.Core.Verification;

var sources = new OfflineVerificationSources();
CredentialInput? credential = null;
for (var i = 0; i < args.Length; i++)
{
    var isOption = args[i] is "--did-document" or "--status-list";
    var file = isOption && i + 1 < args.Length ? args[i + 1] : args[i];
    if (!File.Exists(file))
        return Refuse($"There is no file {file}.");

    var bytes = await File.ReadAllBytesAsync(file);
    switch (args[i])
    {
        case "--did-document" when sources.TryAddDidDocument(bytes):
        case "--status-list" when sources.TryAddStatusList(bytes):
            i++;
            break;
        case "--did-document" or "--status-list":
            return Refuse($"{file} is not what {args[i]} needs.");
        default:
            credential = CredentialInput.Read(bytes);
            break;
    }
}

if (credential is null or CredentialInput.Unreadable or CredentialInput.NotACredential)
    return Refuse("Usage: OfflineVerifier CREDENTIAL [--did-document FILE]... [--status-list FILE]...");

var report = await new CredentialVerifier(sources).VerifyAsync(credential, VerifyOptions.None, TimeProvider.System.GetUtcNow());

// Format, signature, issuer, validity and status decide; trust and elements inform.
Console.WriteLine(report.Verdict);
foreach (var check in report.Checks)
    Console.WriteLine($"  {check.Name,-9}  {check.Outcome,-13}  {check.Detail}");

// The eleven mandatory elements of the EU's micro-credential standard, and the five optional ones.
foreach (var element in report.Elements)
    Console.WriteLine($"  {element.Element,-18}  {element.Found,-7}  {element.Path}");

return report.Verdict switch
{
    Verdict.Valid => 0,
    Verdict.Invalid => 1,
    _ => 2,
};

static int Refuse(string why)
{
    Console.Error.WriteLine(why);
    return 3;
}
