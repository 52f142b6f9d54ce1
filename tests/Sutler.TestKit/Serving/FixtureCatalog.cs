using System.Text.RegularExpressions;
using Sutler.TestKit.Scripts;

namespace Sutler.TestKit.Serving;

/// <summary>All fixtures of a directory: <c>path_with_underscores_vX.Y.Z.txtar</c> (or <c>.txt</c>), escaped.</summary>
public sealed partial class FixtureCatalog
{
    private readonly Dictionary<string, List<ModuleFixture>> _byPath;

    private FixtureCatalog(IEnumerable<ModuleFixture> fixtures) =>
        _byPath = fixtures.GroupBy(f => f.Path).ToDictionary(g => g.Key, g => g.ToList());

    /// <summary>Every fixture, grouped by module path in ordinal order.</summary>
    public IEnumerable<ModuleFixture> All => _byPath.OrderBy(p => p.Key, StringComparer.Ordinal).SelectMany(p => p.Value);

    /// <summary>Loads a directory.</summary>
    public static FixtureCatalog Load(string directory) =>
        new(from file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal)
            where file.EndsWith(".txtar", StringComparison.Ordinal) || file.EndsWith(".txt", StringComparison.Ordinal)
            let name = Path.GetFileNameWithoutExtension(file)
            let cut = name.LastIndexOf("_v", StringComparison.Ordinal)
            where cut > 0
            select new ModuleFixture(
                ModuleFixture.Unescape(name[..cut].Replace('_', '/')),
                ModuleFixture.Unescape(name[(cut + 1)..]),
                Txtar.Parse(File.ReadAllBytes(file))));

    /// <summary>The versions of one module, or an empty list.</summary>
    public IReadOnlyList<ModuleFixture> Of(string path) => _byPath.GetValueOrDefault(path) ?? [];

    /// <summary>One version, by name or by the commit it was cut from; null when unknown.</summary>
    public ModuleFixture? Find(string path, string version)
    {
        var versions = Of(path);
        return versions.FirstOrDefault(f => f.Version == version)
            ?? (Commit().IsMatch(version) ? versions.LastOrDefault(f => CommitOf(f) is { } commit && (commit.StartsWith(version, StringComparison.Ordinal) || version.StartsWith(commit, StringComparison.Ordinal))) : null);
    }

    /// <summary>The lines of <c>@v/list</c>: everything that is not a pseudo-version; null for an unknown module.</summary>
    public string? List(string path) =>
        _byPath.TryGetValue(path, out var versions)
            ? string.Concat(versions.Where(v => !Pseudo().IsMatch(v.Version) && FitsPath(v)).Select(v => v.Version + "\n"))
            : null;

    /// <summary>What <c>@latest</c> answers: the highest release, else pre-release, else pseudo-version.</summary>
    public ModuleFixture? Latest(string path)
    {
        var served = Of(path).Where(f => f.Info is not null).OrderBy(f => f.Version, NaturalOrder.Instance).ToList();
        return served.LastOrDefault(f => !f.Version.Contains('-', StringComparison.Ordinal))
            ?? served.LastOrDefault(f => !Pseudo().IsMatch(f.Version))
            ?? served.LastOrDefault();
    }

    private static string? CommitOf(ModuleFixture fixture) =>
        Pseudo().IsMatch(fixture.Version) ? fixture.Version[(fixture.Version.LastIndexOf('-') + 1)..] : fixture.Short;

    // A served list names only versions that agree with the path's major suffix.
    private static bool FitsPath(ModuleFixture fixture)
    {
        if (fixture.Version.EndsWith("+incompatible", StringComparison.Ordinal))
        {
            return true;
        }

        var suffix = Major().Match(fixture.Path);
        var major = fixture.Version[..fixture.Version.IndexOf('.', StringComparison.Ordinal)];
        return suffix.Success ? suffix.Groups[1].Value == major : major is "v0" or "v1";
    }

    [GeneratedRegex(@"^[0-9a-f]{4,40}$")]
    private static partial Regex Commit();

    [GeneratedRegex(@"[-.][0-9]{14}-[A-Za-z0-9]+(\+incompatible)?$")]
    private static partial Regex Pseudo();

    [GeneratedRegex(@"[/.](v[0-9]+)(-unstable)?$")]
    private static partial Regex Major();

    private sealed class NaturalOrder : IComparer<string>
    {
        public static readonly NaturalOrder Instance = new();

        public int Compare(string? x, string? y) => string.CompareOrdinal(Key(x!), Key(y!));

        private static string Key(string version) => Regex.Replace(version, "[0-9]+", m => m.Value.PadLeft(20, '0'), RegexOptions.None, TimeSpan.FromSeconds(1));
    }
}
