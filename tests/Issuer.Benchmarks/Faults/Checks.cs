namespace Issuer.Benchmarks.Faults;

/// <summary>Counts what held and what did not; the closing line is read by tests/run.sh.</summary>
internal sealed class Checks(string name)
{
    private int _passed;
    private int _failed;
    private int _skipped;

    public int Failed => _failed;

    public void That(string what, IReadOnlyCollection<string> faults)
    {
        if (faults.Count == 0)
        {
            _passed++;
            Console.WriteLine($"ok      {what}");
            return;
        }

        _failed++;
        Console.WriteLine($"FAILED  {what}: {faults.Count}");
        foreach (var fault in faults.Take(10))
            Console.WriteLine($"        {fault}");
    }

    /// <summary>Left out, with the reason.</summary>
    public void Skip(string what, string reason)
    {
        _skipped++;
        Console.WriteLine($"skipped: {what}: {reason}");
    }

    public int Close()
    {
        Console.WriteLine($"{name} checks passed={_passed} failed={_failed}{(_skipped > 0 ? $" skipped={_skipped}" : "")}");
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
