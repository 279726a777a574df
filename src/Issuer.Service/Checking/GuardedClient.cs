using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Issuer.Service.Store;

namespace Issuer.Service.Checking;

/// <summary>
/// The only way out: fetches DID documents, keys and status lists of other issuers, whose addresses strangers write.
/// The address that is connected to decides, not the name; redirects, proxies, cookies and credentials do not exist; size and time are capped.
/// Whatever goes wrong, the answer is the same, so that nobody can map a network through it.
/// </summary>
public sealed class GuardedClient : IDisposable
{
    /// <summary>From the first look-up of the name to the last byte of the body.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int MaximumUrlLength = 2048;

    // Waiting requests beyond this many are turned away: slow hosts hold sockets, not the service.
    private const int Places = 64;

    private readonly bool _enabled;
    private readonly FrozenSet<string> _testOrigins;
    private readonly TimeProvider _clock;
    private readonly ILogger<GuardedClient> _log;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _places = new(Places);

    /// <summary>One for the process.</summary>
    public GuardedClient(OutboundSettings settings, TimeProvider clock, ILogger<GuardedClient> log)
    {
        _enabled = settings.Enabled;
        _testOrigins = settings.AllowedTestOrigins.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _clock = clock;
        _log = log;
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.GZip,
            MaxResponseHeadersLength = 16, // KiB
            MaxConnectionsPerServer = 8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // a name's new address counts after at most this long
            ConnectTimeout = Patience,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // our own, below, covers the body too
            DefaultRequestVersion = HttpVersion.Version11,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("micro-credential-verifier/1.0");
    }

    /// <summary>The body of a 200 answer, or null.</summary>
    /// <param name="url"><c>https</c>, or of an allowed test origin.</param>
    /// <param name="accept">Media types asked for.</param>
    /// <param name="maximumBytes">Cap on the body, counted after decompression.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<byte[]?> TryGetAsync(Uri url, string accept, int maximumBytes, CancellationToken ct)
    {
        if (!MayAsk(url))
            return null;
        if (!await _places.WaitAsync(TimeSpan.Zero, ct))
        {
            _log.LogWarning("Not fetched from {Host}: {Places} fetches are under way", url.Host, Places);
            return null;
        }

        using var deadline = new CancellationTokenSource(Patience, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        try
        {
            return await GetAsync(url, accept, maximumBytes, both.Token);
        }
        catch (Exception failure) when (IsOfTheNetwork(failure) && !ct.IsCancellationRequested)
        {
            // The host alone: a path may hold what identifies a learner.
            _log.LogInformation("Not fetched from {Host}: {Reason}", url.Host, deadline.IsCancellationRequested ? "too slow" : failure.GetType().Name);
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _places.Dispose();
    }

    /// <summary>
    /// did:web always means https; where the operator has allowed the http origin of the same host and port, a test's issuer listens there.
    /// </summary>
    public Uri AsAllowed(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttps || _testOrigins.Count == 0)
            return url;
        var plain = new UriBuilder(url) { Scheme = Uri.UriSchemeHttp, Port = url.Port }.Uri;
        return IsTestOrigin(plain) && !IsTestOrigin(url) ? plain : url;
    }

    private bool IsTestOrigin(Uri url) => _testOrigins.Contains(url.GetLeftPart(UriPartial.Authority));

    private bool MayAsk(Uri url) =>
        _enabled
        && url.IsAbsoluteUri
        && url.OriginalString.Length <= MaximumUrlLength
        && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsTestOrigin(url)));

    private async Task<byte[]?> GetAsync(Uri url, string accept, int maximumBytes, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            _log.LogInformation("Not fetched from {Host}: status {Status}", url.Host, (int)answer.StatusCode);
            return null;
        }

        // The decompressed bytes count, as they come: a bomb is dropped at the cap, never unpacked whole.
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (read.Length + count > maximumBytes)
            {
                _log.LogInformation("Not fetched from {Host}: more than {Maximum} bytes", url.Host, maximumBytes);
                return null;
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var isTestOrigin = context.InitialRequestMessage.RequestUri is { } url && IsTestOrigin(url);
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = Array.FindAll(addresses, address => isTestOrigin || PublicAddress.Is(address));
        if (allowed.Length == 0)
            throw new HttpRequestException("The name leads to no public address.");

        // The checked addresses are connected to, not the name again: its next look-up could answer another.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsOfTheNetwork(Exception failure) =>
        failure is HttpRequestException or IOException or InvalidDataException or SocketException or AuthenticationException
            or OperationCanceledException;
}
