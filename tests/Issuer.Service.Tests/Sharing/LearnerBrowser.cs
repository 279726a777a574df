using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Issuer.Service.Tests.Host;

namespace Issuer.Service.Tests.Sharing;

/// <summary>A browser without script, as far as forms and cookies go.</summary>
internal sealed partial class LearnerBrowser(TestService service) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(service.PublicUrl) };

    /// <summary>Last page.</summary>
    public string Page { get; private set; } = "";

    /// <summary>Path of the last page.</summary>
    public string Path { get; private set; } = "";

    public HttpResponseMessage Answer { get; private set; } = new();

    public async Task<HttpStatusCode> OpenAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        Answer = await _client.SendAsync(request);
        (Page, Path) = (await ReadAsync(Answer.Content), Answer.RequestMessage!.RequestUri!.PathAndQuery);
        return Answer.StatusCode;
    }

    /// <summary>Sends a form with the page's own hidden field, and follows where it leads.</summary>
    public async Task<HttpStatusCode> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        List<KeyValuePair<string, string>> all = [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))];
        if (FormToken().Match(Page) is { Success: true } token && fields.All(field => field.Name != "form"))
            all.Add(KeyValuePair.Create("form", token.Groups[1].Value));
        using var content = new FormUrlEncodedContent(all);
        Answer = await _client.PostAsync(path, content);
        if (Answer.StatusCode == HttpStatusCode.SeeOther)
            return await OpenAsync(Answer.Headers.Location!.OriginalString);
        Page = await ReadAsync(Answer.Content);
        return Answer.StatusCode;
    }

    private static async Task<string> ReadAsync(HttpContent content)
    {
        if (!content.Headers.ContentEncoding.Contains("br"))
            return await content.ReadAsStringAsync();
        await using var opened = new BrotliStream(await content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(opened);
        return await reader.ReadToEndAsync();
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"form\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
