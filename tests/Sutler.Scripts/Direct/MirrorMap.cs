namespace Sutler.Scripts.Direct;

/// <summary>Where the module paths of the world have their repositories, and which bare mirror is which: testdata/mirrors.tsv.</summary>
internal sealed class MirrorMap
{
    private const string GitHub = "github.com";

    private readonly List<(string[] Root, string Mirror)> _rows;

    private MirrorMap(List<(string[] Root, string Mirror)> rows) => _rows = rows;

    /// <summary>Reads the table.</summary>
    public static MirrorMap Load(string file) =>
        new([.. File.ReadLines(file).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).Select(row => (row[0].Split('/'), row[1]))]);

    /// <summary>The import path of the repository that a module is in, and the name of its mirror; null where nobody says.</summary>
    public (string Root, string Mirror)? Find(string path)
    {
        string[] elements = path.Split('/');
        foreach (var (root, mirror) in _rows)
        {
            if (root.Length <= elements.Length && root.Zip(elements).All(pair => pair.First == "*" || pair.First == pair.Second))
            {
                string below = string.Join('/', elements.Take(root.Length));
                return (below, mirror.Replace("*", elements[root.Length - 1], StringComparison.Ordinal));
            }
        }

        return elements is [GitHub, var owner, var name, ..] ? ($"{GitHub}/{owner}/{name}", $"{owner}+{name}") : null;
    }

    /// <summary>The git directory of a mirror below a folder of them, or null.</summary>
    public static string? GitDirectory(string folder, string mirror) =>
        ((string[])["", ".git", "repo", "repo/.git"])
            .Select(form => form == ".git" ? Path.Combine(folder, mirror + ".git") : Path.Combine(folder, mirror, form))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "HEAD")));
}
