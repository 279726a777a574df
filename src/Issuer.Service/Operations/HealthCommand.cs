namespace Issuer.Service.Operations;

/// <summary><c>health [URL]</c>: asks a running service whether it is ready; for container health checks, where there is no curl.</summary>
public static class HealthCommand
{
    public const string Help = "health: asks a running service whether it is ready; exit code 0 or 1\n  health [URL]         default: where ASPNETCORE_URLS says that it listens";

    /// <summary>0 ready, 1 not ready or no answer.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var address = args is [var given, ..] ? given : FirstUrl();
        try
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var response = await client.GetAsync(new Uri(new Uri(address), "/health/ready"));
            await output.WriteLineAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await errors.WriteLineAsync($"No answer from {address}.");
            return 1;
        }
    }

    /// <summary>Where the service listens according to the same environment, wildcards read as this machine.</summary>
    private static string FirstUrl()
    {
        var urls = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://localhost:5080";
        return urls.Split(';')[0].Replace("://+", "://localhost").Replace("://*", "://localhost").Replace("://0.0.0.0", "://localhost").Replace("://[::]", "://localhost");
    }
}
