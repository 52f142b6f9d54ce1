using System.Text;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Directories;

/// <summary>Finds out which versions of a module a tree has.</summary>
internal static class TreeVersions
{
    private const string Info = ".info";
    private const string Mod = ".mod";

    /// <summary>
    /// The versions that an <c>@v</c> directory has the metadata and the go.mod of: no others can be asked for by query. Null when there is no
    /// directory, or it has nothing of any version: the go command leaves such ones behind when it looks for a module in vain.
    /// </summary>
    internal static ServedVersions? OfDirectory(ModulePath path, string directory)
    {
        var infos = new HashSet<string>(StringComparer.Ordinal);
        var mods = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var file in Directory.EnumerateFiles(directory))
            {
                var name = Path.GetFileName(file.AsSpan());
                var found = name.EndsWith(Info, StringComparison.Ordinal) ? infos : name.EndsWith(Mod, StringComparison.Ordinal) ? mods : null;
                if (found is not null && VersionOf(path, name[..name.LastIndexOf('.')].ToString()) is { } version)
                {
                    found.Add(version);
                }
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.IsNotExist(error) || ModuleTree.IsTooLong(directory) ? null : throw OsError.Create("open", directory, error);
        }

        return infos.Count + mods.Count == 0 ? null : ServedVersions.Of(path, infos.Intersect(mods, StringComparer.Ordinal));
    }

    /// <summary>The versions that a list names. Lines that name none are passed over, as clients do. Spec: LIST-1, SRV-4.</summary>
    internal static ServedVersions OfList(ModulePath path, ReadOnlySpan<byte> list) => ServedVersions.Of(
        path,
        Encoding.UTF8.GetString(list).Split('\n')
            .Select(static line => line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries))
            .Where(static fields => fields.Length > 0)
            .Select(static fields => fields[0]));

    private static string? VersionOf(ModulePath path, string escaped) =>
        ModulePathRules.TryUnescapeVersion(escaped, out var version, out _) && ServedVersions.IsVersionOf(path, version) ? version : null;
}
