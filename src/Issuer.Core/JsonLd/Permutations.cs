namespace Issuer.Core.JsonLd;

internal static class Permutations
{
    /// <summary>All orders of the items, in lexicographic order of their places; the array is used again for each.</summary>
    public static IEnumerable<int[]> Of(int[] items)
    {
        Array.Sort(items);
        while (true)
        {
            yield return items;
            var at = items.Length - 2;
            while (at >= 0 && items[at] >= items[at + 1])
                at--;
            if (at < 0)
                yield break;
            var next = items.Length - 1;
            while (items[next] <= items[at])
                next--;
            (items[at], items[next]) = (items[next], items[at]);
            Array.Reverse(items, at + 1, items.Length - at - 1);
        }
    }
}
