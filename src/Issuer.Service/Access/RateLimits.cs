using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Issuer.Service.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.RateLimiting;

namespace Issuer.Service.Access;

/// <summary>
/// Limits, all token buckets: each API key has its own; anonymous endpoints with the policy <see cref="Public"/> count per
/// address; requests without a good key to closed endpoints count per address, tightly.
/// </summary>
public static class RateLimits
{
    /// <summary>Name of the policy for anonymous endpoints: <c>.RequireRateLimiting(RateLimits.Public)</c>.</summary>
    public const string Public = "public";

    /// <summary>Name of the policy for anonymous pages where something could be guessed: a tenth of <see cref="Public"/>, counted apart.</summary>
    public const string Personal = "personal";

    internal static void Configure(RateLimiterOptions options, IssuerSettings settings)
    {
        var limits = settings.Limits;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            if (http.User.Identity is { IsAuthenticated: true })
                return RateLimitPartition.GetTokenBucketLimiter("key " + http.User.ApiKeyPrefix(), _ => Bucket(limits.PerKeyBurst, limits.PerKeyPerSecond));
            return IsOpen(http) || IsSelf(http, settings)
                ? RateLimitPartition.GetNoLimiter("none")
                : RateLimitPartition.GetTokenBucketLimiter("refused " + Address(http), _ => Bucket(limits.RefusedPerMinute, limits.RefusedPerMinute / 60.0));
        });
        options.AddPolicy(Public, http => IsSelf(http, settings)
            ? RateLimitPartition.GetNoLimiter("self")
            : RateLimitPartition.GetTokenBucketLimiter(Address(http), _ => Bucket(limits.PublicPerMinute, limits.PublicPerMinute / 60.0)));
        options.AddPolicy(Personal, http => IsSelf(http, settings)
            ? RateLimitPartition.GetNoLimiter("self")
            : RateLimitPartition.GetTokenBucketLimiter(Address(http), _ => Bucket(Math.Max(1, limits.PublicPerMinute / 10), limits.PublicPerMinute / 600.0)));
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var problem = Problems.Details(
                StatusCodes.Status429TooManyRequests, "rate-limited", "Too many requests.", retryAfterSeconds: Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
            await context.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>()
                .WriteAsync(new ProblemDetailsContext { HttpContext = context.HttpContext, ProblemDetails = problem });
        };
    }

    // Replenished ten times a second where that is at least one token, otherwise one token at a time.
    internal static TokenBucketRateLimiterOptions Bucket(int burst, double perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, (int)Math.Round(perSecond / 10)),
        ReplenishmentPeriod = perSecond >= 10 ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(1 / perSecond),
        QueueLimit = 0,
    };

    // Routing's own answers (404, 405, 415) are open; so is what says AllowAnonymous.
    private static bool IsOpen(HttpContext http) =>
        http.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    // A developer's own machine; an in-process test server has no address.
    internal static bool IsSelf(HttpContext http, IssuerSettings settings) =>
        settings.IsDevelopment && (http.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address));

    /// <summary>What counts as one client: an IPv4 address, or the /64 network that a single IPv6 customer is given.</summary>
    internal static string Address(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
