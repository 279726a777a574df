using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Issuer.Benchmarks.Faults;

/// <summary>An answer read to its end: only such an answer tells anything.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The compact form of a credential as the API describes it.</summary>
    public static string TokenOf(JsonElement credential) => credential.GetProperty("formats").GetProperty("vc+jwt").GetString()!;
}

/// <summary>The few calls that the fault tests make.</summary>
internal sealed class ApiClient(HttpClient client)
{
    public async Task<Answer> IssueAsync(string key, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/credentials") { Content = Json(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await SendAsync(request);
    }

    public Task<Answer> RevokeAsync(string id) => PostAsync($"/v1/credentials/{id}/revoke", """{"reason":"issued-in-error"}"""u8.ToArray());

    public Task<Answer> VerifyAsync(string token) => PostAsync("/v1/verify", JsonSerializer.SerializeToUtf8Bytes(new { credential = token }));

    public async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    /// <summary>Ids of all credentials of the institution, page after page.</summary>
    public async Task<List<string>> ListAsync()
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await GetAsync("/v1/credentials?limit=500" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"))).Json;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        return ids;
    }

    public async Task<Answer> PostAsync(string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await client.SendAsync(request);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
