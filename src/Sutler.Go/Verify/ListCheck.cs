using System.Text;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>Compares <c>list</c> with the go.mod files it is made from. Spec: CACHE-8.</summary>
internal static class ListCheck
{
    private const int LargestList = 64 << 20;

    /// <summary>What is wrong with the list of an <c>@v</c> directory; null when all is well, and where there is none: it serves nobody but proxies.</summary>
    public static Finding? Run(CacheLayout layout, string directory)
    {
        var path = Path.Combine(directory, "list");
        var module = ModuleOf(layout, directory);
        try
        {
            var finding = StoredFile.Read(path, LargestList) switch
            {
                StoredFile.Bad bad => bad.Finding,
                StoredFile.Content list => Compare(path, list.Bytes, VersionList.Text(directory)),
                _ => null,
            };
            return finding is null ? null : finding with { Module = module };
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return new Finding { Kind = FindingKind.Unreadable, Module = module, File = path, Detail = OsError.Create("open", directory, error).Message };
        }
    }

    private static Finding? Compare(string path, byte[] found, string expected)
    {
        if (found.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(expected)))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(found).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var versions = expected.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var detail = (versions.Except(text).FirstOrDefault(), text.Except(versions).FirstOrDefault()) switch
        {
            ({ } missing, { } added) => $"it names {added} and not {missing}",
            ({ } missing, null) => $"it does not name {missing}",
            (null, { } added) => $"it names {added}, of which there is no go.mod",
            _ => "it names the right versions in another form or order",
        };
        return new Finding { Kind = FindingKind.ListModified, File = path, Detail = detail + "; the next download of a go.mod writes it anew" };
    }

    private static ModuleId? ModuleOf(CacheLayout layout, string directory) =>
        layout.DownloadName(directory) is { } name && name.EndsWith("/@v", StringComparison.Ordinal)
        && ModulePathRules.TryUnescapePath(name[..^"/@v".Length], out var path, out _)
            ? new ModuleId(path.Text, "")
            : null;
}
