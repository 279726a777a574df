using Issuer.Service.Store;

namespace Issuer.Service.Operations;

/// <summary>
/// The time between being told to stop and stopping. A load balancer learns from <c>/health/ready</c> that this node takes no more; until it has asked, it
/// still sends requests, and they must be served. The host calls this before it tells anything else to stop, the listener included.
/// </summary>
public sealed class Draining(IssuerSettings settings, TimeProvider clock) : IHostedLifecycleService
{
    private volatile bool _begun;

    /// <summary>Whether the node was told to stop.</summary>
    public bool Begun => _begun;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        return Task.Delay(settings.Drain, clock, cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
