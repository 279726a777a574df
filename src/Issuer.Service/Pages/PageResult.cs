using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Issuer.Service.Pages;

/// <summary>
/// A view rendered to HTML. The framework's own <c>RazorComponentResult</c> would do the same, but brings antiforgery and data protection with it, which
/// write a key file into the home directory at start; these pages have no state that either could protect.
/// </summary>
internal sealed class PageResult<TView>(IPage page, int status) : IResult, IStatusCodeHttpResult
    where TView : IComponent
{
    public int? StatusCode => status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = Encoding.UTF8.GetBytes(await PageRendering.HtmlAsync<TView>(httpContext.RequestServices, page));
        if (!page.HoldsSecret && PageResult.AcceptsBrotli(httpContext.Request))
        {
            body = Compress(body);
            httpContext.Response.Headers.ContentEncoding = "br";
        }

        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    // Quality 4: a fifth of the size in a third of a millisecond; the best would take ten.
    private static byte[] Compress(byte[] body)
    {
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        return BrotliEncoder.TryCompress(body, compressed, out var written, quality: 4, window: 18)
            ? compressed[..written]
            : throw new InvalidOperationException("Brotli did not keep within its stated maximum.");
    }
}

/// <summary>What is the same for every view.</summary>
internal static class PageResult
{
    /// <summary>Whether the browser says that it takes Brotli, which every one does over https.</summary>
    public static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality is not 0);
}

/// <summary>A view's HTML, as text.</summary>
internal static class PageRendering
{
    /// <summary>Renders a page, whole before anything is done with it: a fault while rendering is still a clean answer.</summary>
    public static async Task<string> HtmlAsync<TView>(IServiceProvider services, IPage page)
        where TView : IComponent
    {
        var html = new StringWriter(new StringBuilder(32 * 1024), CultureInfo.InvariantCulture);
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TView>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Page"] = page }));
            root.WriteHtmlTo(html);
        });
        return html.ToString();
    }
}
