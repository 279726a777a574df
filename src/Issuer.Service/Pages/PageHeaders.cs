using Microsoft.Net.Http.Headers;

namespace Issuer.Service.Pages;

/// <summary>How long, and by whom, an answer may be kept.</summary>
internal enum Keep
{
    /// <summary>Personal data, or a state that may change in the next second: nowhere.</summary>
    Nowhere,

    /// <summary>Nothing of anybody: kept, but asked for again each time.</summary>
    Revalidate,
}

/// <summary>
/// Headers of every page. The policy allows our own style and images and nothing else, so that markup in a credential, should it ever get through the
/// encoder, still could not run, load, send or frame anything.
/// </summary>
internal sealed class PageHeaders(Keep keep, bool indexed) : IEndpointFilter
{
    internal const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The verify page alone, for the script that reads QR codes with the reader's camera.
    private const string WithOwnScript = Policy + "; script-src 'self'";

    /// <summary>Whether the page may use the camera, and our own script to do so.</summary>
    public bool Camera { get; init; }

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        Apply(headers, keep, indexed);
        if (Camera)
        {
            headers.ContentSecurityPolicy = WithOwnScript;
            headers["Permissions-Policy"] = Permissions("camera=(self)");
        }

        return next(context);
    }

    public static void Apply(IHeaderDictionary headers, Keep keep, bool indexed)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = Permissions("camera=()");
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = keep == Keep.Nowhere ? "no-store" : "no-cache";
        headers.Vary = "Accept, Accept-Encoding, Accept-Language";
        if (!indexed)
            headers["X-Robots-Tag"] = "noindex, nofollow, noarchive";
    }

    private static string Permissions(string camera) => camera + ", geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()";
}
