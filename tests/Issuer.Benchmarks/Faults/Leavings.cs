using System.Diagnostics;

namespace Issuer.Benchmarks.Faults;

/// <summary>
/// What a run has on the machine while it lasts: a folder, processes, mounts. A shell holds the other end of a pipe; when this program ends,
/// however it ends, the shell ends those processes, takes the mounts away and removes the folder.
/// </summary>
internal sealed class Leavings : IDisposable
{
    // A process is known by its id and the time of its start (field 22 of proc(5), the 20th behind the name), so none that came later is hit.
    private const string Script = """
        trap '' INT TERM HUP
        cat > /dev/null
        tac "$1/leavings" | while read -r kind what since; do
          case $kind in
            process) [ "$(sed 's/.*) //' "/proc/$what/stat" 2> /dev/null | cut -d' ' -f20)" = "$since" ] && kill -KILL "$what" ;;
            postmaster) pid=$(head -n 1 "$what/postmaster.pid" 2> /dev/null) && [ "$(readlink "/proc/$pid/cwd")" = "$what" ] && kill -KILL "$pid" ;;
            mount) for i in 1 2 3 4 5 6 7 8 9 10; do umount "$what" && break; sleep 0.2; done 2> /dev/null || umount -l "$what" ;;
          esac
        done
        [ -e "$1/keep" ] || rm -rf --one-file-system "$1"
        """;

    private readonly Process _shell;
    private readonly Lock _writing = new();

    public Leavings(string name)
    {
        Folder = Directory.CreateTempSubdirectory($"issuer-{name}-").FullName;
        // PostgreSQL's own user must reach its cluster; what is secret lies in closed folders below.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        File.WriteAllText(List, "");
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", Folder]) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" })!;
    }

    public string Folder { get; }

    private string List => Path.Combine(Folder, "leavings");

    /// <summary>A process that must not outlive this one.</summary>
    public void Add(Process process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process.Id}/stat");
            Write($"process {process.Id} {stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}");
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>A PostgreSQL data directory whose server, started by another program, must not outlive this one.</summary>
    public void AddPostmaster(string data) => Write($"postmaster {data}");

    /// <summary>A mount point that must not outlive this process.</summary>
    public void AddMount(string path) => Write($"mount {path}");

    /// <summary>The folder stays, for a person to look at.</summary>
    public void Keep() => File.WriteAllText(Path.Combine(Folder, "keep"), "");

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Write(string line)
    {
        lock (_writing)
            File.AppendAllText(List, line + "\n");
    }
}
