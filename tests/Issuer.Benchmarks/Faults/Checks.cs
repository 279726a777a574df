namespace Issuer.Benchmarks.Faults;

/// <summary>Counts what held and what did not; the closing line is read by tests/run.sh.</summary>
internal sealed class Checks(string name)
{
    private int _passed;
    private int _failed;

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

    public int Close()
    {
        Console.WriteLine($"{name} checks passed={_passed} failed={_failed}");
        return _failed == 0 && _passed > 0 ? 0 : 1;
    }
}
