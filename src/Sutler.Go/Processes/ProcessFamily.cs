using System.Globalization;
using Sutler.Go.Cache;

namespace Sutler.Go.Processes;

/// <summary>
/// The programs that a program has started, and theirs: git leaves those behind that speak to the network when it is told to end. Linux only;
/// elsewhere there is nobody.
/// </summary>
internal sealed class ProcessFamily
{
    // Field 22 of /proc/N/stat, counted behind the name and the state.
    private const int ParentField = 1;
    private const int StartField = 19;
    private readonly List<(int Id, string Start)> _members;

    private ProcessFamily(List<(int Id, string Start)> members) => _members = members;

    /// <summary>Those there are at this moment, without the program itself.</summary>
    public static ProcessFamily Of(int root)
    {
        List<(int Id, string Start)> members = [];
        if (OperatingSystem.IsLinux())
        {
            var all = All();
            HashSet<int> known = [root];
            // Children may be listed before their parents: until nobody is added.
            for (var before = 0; known.Count > before;)
            {
                before = known.Count;
                foreach (var one in all.Where(one => known.Contains(one.Parent) && known.Add(one.Id)))
                {
                    members.Add((one.Id, one.Start));
                }
            }
        }

        return new ProcessFamily(members);
    }

    /// <summary>Kills those that are still there.</summary>
    public void Kill()
    {
        // The start tells a member from a stranger who got its number.
        foreach (var (id, _) in _members.Where(static member => Read(member.Id) is { } now && now.Start == member.Start))
        {
            if (OperatingSystem.IsLinux())
            {
                UnixNative.TryKill(id);
            }
        }
    }

    private static List<(int Id, int Parent, string Start)> All()
    {
        try
        {
            return [.. Directory.EnumerateDirectories("/proc").Select(static path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<(int, int, string)>()];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // The name, in parentheses, may hold anything.
    private static (int Id, int Parent, string Start)? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture), fields[StartField]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
