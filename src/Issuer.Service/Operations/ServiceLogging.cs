namespace Issuer.Service.Operations;

/// <summary>
/// Logs say what happened to the service, never to whom: the framework's request lines are off, since paths hold share tokens. JSON outside
/// Development, one object a line.
/// </summary>
public static class ServiceLogging
{
    public static ILoggingBuilder AddServiceLogging(this ILoggingBuilder logging, IHostEnvironment environment)
    {
        logging.ClearProviders();
        if (environment.IsDevelopment())
            logging.AddSimpleConsole(console => console.SingleLine = true);
        else
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        return logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("System.Net.Http", LogLevel.Warning);
    }
}
