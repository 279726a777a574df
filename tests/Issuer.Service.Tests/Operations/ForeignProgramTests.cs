using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Issuer.Service.Operations;
using Issuer.Service.Tests.Checking;
using Xunit;

namespace Issuer.Service.Tests.Operations;

/// <summary>Programs of other people: what they are given, what they may use, and that nothing of them is left.</summary>
public sealed class ForeignProgramTests : IDisposable
{
    private static readonly ForeignLimits Limits = new(Wall: TimeSpan.FromSeconds(60), CpuSeconds: 2, MemoryMiB: 256, OutputBytes: 1000, FileBytes: 10_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("foreign-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string? OwnPath => Environment.GetEnvironmentVariable("PATH");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_gets_its_arguments_one_by_one_and_no_shell_reads_them()
    {
        using var program = Program("printf '%s|' \"$@\"");
        (await TextAsync(program, "$(id)", "; rm -rf /", "a b", "*", "")).Should().Be("$(id)|; rm -rf /|a b|*||");
    }

    [Fact]
    public async Task It_gets_nothing_of_ours_but_a_folder_that_is_gone_afterwards()
    {
        using var program = Program("env | cut -d= -f1; pwd; ls; ls -ld . | cut -c1-10; echo x > left-behind");
        string path;
        using (var folder = ForeignFolder.Create())
        {
            path = folder.Path;
            await folder.PutAsync("given", "x"u8.ToArray(), Ct);
            var lines = Encoding.UTF8.GetString(((ForeignRun.Done)await program.RunAsync([], default, folder, Ct)).Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            lines.Should().BeSubsetOf(["LANG", "HOME", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_", path, "given", "drwx------"]).And.Contain(path).And.Contain("given").And.Contain("drwx------");
            File.Exists(Path.Combine(path, "left-behind")).Should().BeTrue();
        }

        Directory.Exists(path).Should().BeFalse();
    }

    [Theory]
    [InlineData("exec head -c 2000 /dev/zero")]
    [InlineData("x=$(head -c 600000000 /dev/zero | tr '\\0' x); echo \"$x\" | wc -c")]
    [InlineData("head -c 20000 /dev/zero > \"$HOME/file\" && echo written")]
    [InlineData("while :; do :; done")]
    [InlineData("exit 7")]
    public async Task Beyond_its_limits_it_ends(string script)
    {
        using var program = Program(script);
        using var folder = ForeignFolder.Create();
        (await program.RunAsync([], default, folder, Ct)).Should().BeOfType<ForeignRun.Failed>();
    }

    [Fact]
    public async Task After_its_time_it_is_ended_with_all_that_it_started()
    {
        var clock = new HandClock();
        var number = "1" + RandomNumberGenerator.GetInt32(100_000, 999_999).ToString(CultureInfo.InvariantCulture);
        using var program = Program($"sleep {number} & sleep {number} & exec sleep {number}", clock);
        var run = program.RunAsync([], default, null, Ct);
        while (Running(number) < 3)
            await Task.Delay(20, Ct);
        run.IsCompleted.Should().BeFalse();

        clock.Advance(Limits.Wall + TimeSpan.FromSeconds(1));

        (await run).Should().BeOfType<ForeignRun.Failed>();
        while (Running(number) > 0)
            await Task.Delay(20, Ct);
    }

    [Fact]
    public async Task Who_stops_waiting_ends_it()
    {
        using var stop = new CancellationTokenSource();
        var number = "1" + RandomNumberGenerator.GetInt32(100_000, 999_999).ToString(CultureInfo.InvariantCulture);
        using var program = Program($"exec sleep {number}");
        var run = program.RunAsync([], default, null, stop.Token);
        while (Running(number) < 1)
            await Task.Delay(20, Ct);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        while (Running(number) > 0)
            await Task.Delay(20, Ct);
    }

    [Fact]
    public async Task More_than_its_places_wait_and_then_give_up()
    {
        using var stop = new CancellationTokenSource();
        using var program = Program("exec sleep 100000");
        var running = Enumerable.Range(0, Limits.AtOnce).Select(_ => program.RunAsync([], default, null, stop.Token)).ToList();
        (await program.RunAsync([], default, null, Ct)).Should().BeOfType<ForeignRun.Busy>();
        await stop.CancelAsync();
        foreach (var run in running)
            await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Where_this_machine_can_it_has_no_network()
    {
        var programs = new ForeignPrograms(OwnPath, TimeProvider.System);
        if (!await programs.AreSeparatedAsync())
            Assert.Skip("This machine lets nobody take the network away (unshare).");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var curl = programs.Find("curl");
        if (curl is null)
            Assert.Skip("There is no curl here.");
        using var program = new ForeignProgram(curl, Limits, programs);
        // 7: could not connect. Our own listener is on the same machine, and out of reach.
        (await program.RunAsync(["--silent", $"http://127.0.0.1:{port}/"], default, null, Ct)).Should().BeOfType<ForeignRun.Failed>().Which.ExitCode.Should().Be(7);
        listener.Pending().Should().BeFalse();
    }

    [Fact]
    public async Task What_is_not_installed_is_missing_and_nothing_runs_without_limits()
    {
        new ForeignPrograms(null, TimeProvider.System).Find("sh").Should().BeNull();
        new ForeignPrograms("relative:.:" + _folder, TimeProvider.System).Find("sh").Should().BeNull();
        using var missing = new ForeignPrograms(OwnPath, TimeProvider.System).Program("no-such-program", Limits);
        missing.IsInstalled.Should().BeFalse();
        (await missing.RunAsync([], default, null, Ct)).Should().BeOfType<ForeignRun.Missing>();

        File.Copy("/bin/true", Path.Combine(_folder, "true"));
        using var unlimited = new ForeignPrograms(_folder, TimeProvider.System).Program("true", Limits);
        unlimited.IsInstalled.Should().BeFalse("prlimit is not in that path");
    }

    private static int Running(string number) => Directory.GetDirectories("/proc").Count(process =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")) == $"sleep\0{number}\0";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static async Task<string> TextAsync(ForeignProgram program, params string[] arguments) =>
        Encoding.UTF8.GetString((await program.RunAsync(arguments, default, null, Ct)).Should().BeOfType<ForeignRun.Done>().Which.Output);

    private ForeignProgram Program(string script, TimeProvider? clock = null)
    {
        var programs = new ForeignPrograms(OwnPath, clock ?? TimeProvider.System);
        if (programs.Find("prlimit") is null)
            Assert.Skip("There is no prlimit (util-linux) here.");
        var path = Path.Combine(_folder, "program-" + Guid.CreateVersion7().ToString("N"));
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(path, Limits, programs);
    }
}
