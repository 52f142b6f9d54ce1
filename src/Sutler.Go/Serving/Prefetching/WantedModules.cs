using Sutler.Go.Loading;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Prefetching;

/// <summary>Reads from a go.mod or go.sum which module versions it names. Pure; the text is as hostile as its sender, who bounds it.</summary>
/// <remarks>
/// <code>
/// go.sum   M V h1:…          .info, .mod and .zip
///          M V/go.mod h1:…   .mod alone, unless there is the line above
/// go.mod   require M V       .info, .mod and .zip of what replace puts in its place
/// </code>
/// What a go.mod requires in turn is named only as far as it says so itself, as it does from go 1.17 on. Spec: GOSUM-2, GOMOD-9.
/// </remarks>
public static class WantedModules
{
    private const string GoModSuffix = "/go.mod";

    /// <summary>What a text names, each once, in its order; throws <see cref="Sutler.Errors.SutlerException"/> where it is neither of the two files.</summary>
    public static IReadOnlyList<WantedModule> Parse(ReadOnlyMemory<byte> text) => IsGoSum(text.Span) ? OfGoSum(text.Span) : OfGoMod(text);

    // The first line that says anything: of a go.sum it has a hash, of a go.mod it never has.
    private static bool IsGoSum(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].Trim(" \t\r"u8);
            if (!line.IsEmpty)
            {
                return !line.StartsWith("//"u8) && line.IndexOf(" h1:"u8) > 0;
            }
        }

        return false;
    }

    private static List<WantedModule> OfGoSum(ReadOnlySpan<byte> text)
    {
        var keys = GoSumFile.Parse("go.sum", text).Keys.ToHashSet();
        List<WantedModule> wanted = [];
        foreach (var key in keys)
        {
            if (!key.Version.EndsWith(GoModSuffix, StringComparison.Ordinal))
            {
                wanted.Add(new WantedModule(key.Path, key.Version, GoModOnly: false));
            }
            else if (key.Version[..^GoModSuffix.Length] is var version && !keys.Contains(key with { Version = version }))
            {
                wanted.Add(new WantedModule(key.Path, version, GoModOnly: true));
            }
        }

        return wanted;
    }

    private static List<WantedModule> OfGoMod(ReadOnlyMemory<byte> text)
    {
        var file = GoModFile.ParseStrict("go.mod", text, fix: null, acceptIgnore: true);
        var replaced = GoModIndex.ToReplaceMap(file.Replaces);
        return [.. file.Requires.Select(require => Of(require.Module, replaced)).Distinct()];
    }

    private static WantedModule Of(ModuleId module, IReadOnlyDictionary<ModuleId, ModuleId> replaced)
    {
        var target = replaced.TryGetValue(module, out var exact) ? exact
            : replaced.TryGetValue(module with { Version = "" }, out var any) ? any : module;
        return target.Version.Length > 0 ? new WantedModule(target.Path, target.Version, GoModOnly: false)
            : new WantedModule(module.Path, module.Version, GoModOnly: false) { Skipped = "go.mod has a directory in its place" };
    }
}
