using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Zip;

/// <summary>Says where two zips begin to differ, as far as their central directories tell: for people, not for trust.</summary>
public static class ZipComparison
{
    /// <summary>
    /// The first entry, in the order of the h1 hash, that only one has or that has another length or CRC-32; empty when none is found
    /// or one cannot be read.
    /// </summary>
    public static string FirstDifference(string left, string right)
    {
        try
        {
            using var a = ModuleZip.Open(left);
            using var b = ModuleZip.Open(right);
            var (ours, theirs) = (Contents(a), Contents(b));
            return ours.Keys.Union(theirs.Keys)
                .Where(name => !ours.TryGetValue(name, out var one) || !theirs.TryGetValue(name, out var other) || one != other)
                .Order(Utf8Order.Comparer)
                .FirstOrDefault() ?? "";
        }
        catch (SutlerException)
        {
            return "";
        }
    }

    private static Dictionary<string, (ulong Length, uint Crc32)> Contents(ModuleZip zip)
    {
        var contents = new Dictionary<string, (ulong, uint)>(StringComparer.Ordinal);
        foreach (var entry in zip.Directory.Entries)
        {
            contents[entry.Name] = (entry.Length, entry.Crc32);
        }

        return contents;
    }
}
