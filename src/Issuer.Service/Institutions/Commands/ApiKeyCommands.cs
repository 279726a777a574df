using System.Collections.Immutable;
using System.Globalization;
using Issuer.Service.Access;

namespace Issuer.Service.Institutions.Commands;

/// <summary><c>apikeys new</c>, <c>apikeys list</c>, <c>apikeys revoke</c></summary>
internal static class ApiKeyCommands
{
    public static Verb[] Verbs { get; } =
    [
        new(
            "apikeys new",
            "makes an API key and prints it, this once",
            """
              --institution SLUG   may be left out where there is only one
              --name TEXT          what the key is for
              --scopes LIST        issue, revoke, read, admin, separated by commas
              --expires TIME       from when it is refused, for example 2027-11-21T00:00:00Z; default: no end
              --rotates PREFIX     makes a successor of that key, with its name and scopes unless others are given
              --overlap SECONDS    how long the old key works on beside its successor; default 86400
            """,
            ["--institution", "--name", "--scopes", "--expires", "--rotates", "--overlap"],
            NewAsync),
        new("apikeys list", "lists an institution's API keys: prefix, state, scopes, name", "  --institution SLUG   may be left out where there is only one", ["--institution"], ListAsync),
        new(
            "apikeys revoke",
            "refuses an API key from now on",
            """
              --institution SLUG   may be left out where there is only one
              --prefix PREFIX      the eight characters after iss_
            """,
            ["--institution", "--prefix"],
            RevokeAsync),
    ];

    private static async Task NewAsync(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var name = arguments.Text("--name");
        var scopes = ReadScopes(arguments.Text("--scopes"));
        var expires = invocation.Time("--expires");
        if (expires <= invocation.Context.Clock.GetUtcNow())
            throw new UsageException("--expires lies in the past.");
        await using var service = await invocation.OpenAsync();
        var institution = invocation.Choose(service);

        ApiKeyOutcome outcome;
        if (arguments.Text("--rotates") is { } prefix)
        {
            outcome = await service.ApiKeys.RotateAsync(institution.Id, prefix, ReadOverlap(arguments), name, scopes, expires);
        }
        else
        {
            if (arguments.Text("--overlap") is not null)
                throw new UsageException("--overlap goes with --rotates.");
            outcome = await service.ApiKeys.CreateAsync(
                institution.Id, new NewApiKey(name ?? throw new UsageException("--name is missing."), scopes ?? throw new UsageException("--scopes is missing."), expires));
        }

        switch (outcome)
        {
            case ApiKeyOutcome.Created created:
                await invocation.PrintAsync(created.Text.ToString());
                await invocation.SayAsync($"Keep it now, it is not shown again. {institution.Slug} knows it as {created.Key.Prefix}, with {string.Join(", ", created.Key.Scopes)}.");
                break;
            case ApiKeyOutcome.NotLive:
                throw new RefusedException("That key was rotated or revoked before, or has expired, so it has no successor to give.");
            default:
                throw new RefusedException($"The institution {institution.Slug} has no such key.");
        }
    }

    private static async Task ListAsync(Invocation invocation)
    {
        await using var service = await invocation.OpenAsync();
        var now = invocation.Context.Clock.GetUtcNow();
        foreach (var key in service.ApiKeyDirectory.Of(invocation.Choose(service).Id))
            await invocation.PrintAsync($"{key.Prefix}\t{ApiKeyView.Of(key, now).State}\t{string.Join(',', key.Scopes)}\t{key.Name}");
    }

    private static async Task RevokeAsync(Invocation invocation)
    {
        var prefix = invocation.Arguments.Required("--prefix");
        await using var service = await invocation.OpenAsync();
        var institution = invocation.Choose(service);
        if (await service.ApiKeys.RevokeAsync(institution.Id, prefix) is not ApiKeyOutcome.Revoked)
            throw new RefusedException($"The institution {institution.Slug} has no such key.");
        await invocation.SayAsync($"Revoked {prefix}; a running service refuses it within a second.");
    }

    private static ImmutableArray<string>? ReadScopes(string? text)
    {
        if (text is null)
            return null;
        var wanted = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || wanted.Except(Scopes.All).Any())
            throw new UsageException($"--scopes takes one or more of {string.Join(", ", Scopes.All)}.");
        return [.. Scopes.All.Intersect(wanted)];
    }

    private static TimeSpan ReadOverlap(Arguments arguments) => arguments.Text("--overlap") is not { } text ? ApiKeys.DefaultOverlap
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException("--overlap takes a number of seconds.");
}
