using System.Threading.RateLimiting;
using Issuer.Service.Access;
using Issuer.Service.Store;
using Microsoft.AspNetCore.RateLimiting;

namespace Issuer.Service.VcApi;

/// <summary>
/// Limits of the calls that need a key. They are open to routing, so that each instance can ask for its own kind of access; a caller that shows a good one is
/// counted by API key as everywhere, all others by address, tightly, since they can only be guessing.
/// </summary>
internal static class VcApiLimits
{
    /// <summary>Policy of <c>credentials/issue</c> and <c>credentials/status</c>.</summary>
    public const string Closed = "vc-api";

    /// <summary>Policy of the token endpoint.</summary>
    public const string Tokens = "vc-api token";

    public static void Configure(RateLimiterOptions options, IssuerSettings settings)
    {
        var limits = settings.Limits;
        options.AddPolicy(Closed, http =>
        {
            // The global limiter has counted these.
            if (http.User.Identity is { IsAuthenticated: true } || RateLimits.IsSelf(http, settings))
                return RateLimitPartition.GetNoLimiter("none");
            if (http.RequestServices.GetRequiredService<AccessTokens>().PrefixOf(AccessTokens.Of(http.Request)) is { } prefix)
                return RateLimitPartition.GetTokenBucketLimiter("key " + prefix, _ => RateLimits.Bucket(limits.PerKeyBurst, limits.PerKeyPerSecond));
            return VcApiGate.MayEnterOpen(http, settings)
                ? RateLimitPartition.GetTokenBucketLimiter("open", _ => RateLimits.Bucket(limits.PerKeyBurst, limits.PerKeyPerSecond))
                : Refused(http, limits);
        });
        options.AddPolicy(Tokens, http => RateLimits.IsSelf(http, settings) ? RateLimitPartition.GetNoLimiter("none") : Refused(http, limits));
    }

    private static RateLimitPartition<string> Refused(HttpContext http, LimitSettings limits) => RateLimitPartition.GetTokenBucketLimiter(
        "refused " + RateLimits.Address(http), _ => RateLimits.Bucket(limits.RefusedPerMinute, limits.RefusedPerMinute / 60.0));
}
