using Issuer.Core.Verification;
using Issuer.Service.Checking;

namespace Issuer.Service.Tests.Checking;

/// <summary>A service without institutions: every identifier is somebody else's.</summary>
internal sealed class NobodysIssuers : IOwnIssuers
{
    public ValueTask<Lookup?> DidDocumentAsync(string did, CancellationToken ct) => ValueTask.FromResult<Lookup?>(null);

    public ValueTask<Lookup?> KeyAsync(Uri url, CancellationToken ct) => ValueTask.FromResult<Lookup?>(null);

    public ValueTask<Lookup?> StatusListAsync(Uri url, CancellationToken ct) => ValueTask.FromResult<Lookup?>(null);

    public ValueTask<OwnIssuer?> FindAsync(string did, string kid, ReadOnlyMemory<byte> digest, CancellationToken ct) => ValueTask.FromResult<OwnIssuer?>(null);
}
