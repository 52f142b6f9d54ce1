using System.Diagnostics;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of go.mod, go.work and go.sum; each throws only when an invariant breaks.</summary>
public static class FilesFuzzTargets
{
    /// <summary>The main module's go.mod: printing keeps the values and is stable, and so are edits.</summary>
    public static void GoModStrict(ReadOnlySpan<byte> data)
    {
        Func<byte[], GoModFile> parse = bytes => GoModFile.ParseStrict("go.mod", bytes, null, acceptIgnore: true);
        if (TryParse(data, parse) is { } file && PrintsFaithfully(file))
        {
            CheckPrinting(file, parse, ModValues);
            file.SortBlocks();
            CheckEdited(file, parse, ModValues);
            file.SetRequireSeparateIndirect([(new ModuleId("a.b/c", "v1.0.0"), true), (new ModuleId("d.e/f", "v1.0.0"), false)]);
            CheckEdited(file, parse, ModValues);
        }
    }

    /// <summary>A dependency's go.mod: printing keeps the values and is stable.</summary>
    public static void GoModLax(ReadOnlySpan<byte> data)
    {
        _ = GoModScanner.ModulePathOf(data);
        _ = GoModScanner.GoVersionOf(data);
        Func<byte[], GoModFile> parse = bytes => GoModFile.ParseLax("go.mod", bytes, null);
        if (TryParse(data, parse) is { } file)
        {
            // Of statements it passes over, modfile may drop quotes and move comments beside a string that spans lines; so do we.
            if (PrintsFaithfully(file) && !data.Contains((byte)'"'))
            {
                CheckPrinting(file, parse, ModValues);
            }

            file.SortBlocks();
            file.SetRequireSeparateIndirect([(new ModuleId("a.b/c", "v1.0.0"), true)]);
            file.Cleanup();
            _ = file.Format();
        }
    }

    /// <summary>A go.work: printing keeps the values and is stable, and so are edits.</summary>
    public static void GoWork(ReadOnlySpan<byte> data)
    {
        Func<byte[], GoWorkFile> parse = bytes => GoWorkFile.Parse("go.work", bytes, null);
        if (TryParse(data, parse) is { } file && !file.Uses.Any(use => IsMark(use.Path)) && !file.Replaces.Any(r => IsMark(r.Old.Path)))
        {
            CheckPrinting(file, parse, WorkValues);
            file.SortBlocks();
            CheckEdited(file, parse, WorkValues);
        }
    }

    /// <summary>A go.sum: what is written reads back the same.</summary>
    public static void GoSum(ReadOnlySpan<byte> data)
    {
        try
        {
            GoSumFile file = GoSumFile.Parse("go.sum", data);
            byte[] once = file.Format();
            GoSumFile again = GoSumFile.Parse("go.sum", once);
            Demand(again.Format().AsSpan().SequenceEqual(once), "writing again changes the file");
            Demand(again.Keys.ToHashSet().SetEquals(file.Keys), "writing loses a key");
            Demand(file.Keys.All(key => file[key].ToHashSet().SetEquals(again[key])), "writing loses a hash");
        }
        catch (FatalException failure) when (failure.Message.StartsWith("malformed go.sum:\n", StringComparison.Ordinal))
        {
            // A line without three fields.
        }
    }

    private static T? TryParse<T>(ReadOnlySpan<byte> data, Func<byte[], T> parse)
        where T : GoFile
    {
        try
        {
            return parse(data.ToArray());
        }
        catch (GoFileException failure)
        {
            Demand(failure.Errors.Count > 0 && failure.Errors.All(error => error.Line > 0 && error.Column > 0), "an error without a position");
            return null;
        }
    }

    private static void CheckPrinting<T>(T file, Func<byte[], T> parse, Func<T, string> valuesOf)
        where T : GoFile
    {
        byte[] once = file.Format();
        T again = parse(once);
        Demand(valuesOf(again) == valuesOf(file), "printing changes the values");
        Demand(again.Format().AsSpan().SequenceEqual(once), "printing again changes the text");
    }

    private static void CheckEdited<T>(T file, Func<byte[], T> parse, Func<T, string> valuesOf)
        where T : GoFile
    {
        file.Cleanup();
        Demand(valuesOf(parse(file.Format())) == valuesOf(file), "an edited file has other values than its text");
    }

    // modfile prints two things without the quotes they need: odd retracted versions, and paths that are a single mark.
    private static bool PrintsFaithfully(GoModFile file) =>
        file.Retracts.All(r => SemanticVersion.IsValid(r.Low) && SemanticVersion.IsValid(r.High))
        && !file.Tools.Concat(file.Ignores).Select(t => t.Path).Any(IsMark)
        && !file.Replaces.Any(r => IsMark(r.Old.Path))
        && !file.Requires.Select(r => r.Module.Path).Concat(file.Excludes.Select(e => e.Module.Path)).Any(IsMark)
        && !IsMark(file.Module?.Path ?? "");

    private static bool IsMark(string path) => path is "(" or ")" or "[" or "]" or "{" or "}" or ",";

    private static string ModValues(GoModFile file)
    {
        var text = new StringBuilder();
        text.AppendLine(file.Module?.Path).AppendLine(Common(file));
        text.AppendJoin('\n', file.Requires.Select(r => (r.Module, r.Indirect)).Order(Comparer<(ModuleId Module, bool)>.Create((x, y) => string.CompareOrdinal(x.ToString(), y.ToString()))));
        text.AppendJoin('\n', file.Excludes.Select(e => e.Module.ToString()).Order(StringComparer.Ordinal));
        text.AppendJoin('\n', file.Retracts.Select(r => r.Low + "|" + r.High).Order(StringComparer.Ordinal));
        text.AppendJoin('\n', file.Tools.Concat(file.Ignores).Select(t => t.Path).Order(StringComparer.Ordinal));
        return text.ToString();
    }

    private static string WorkValues(GoWorkFile file) => string.Join('\n', file.Uses.Select(u => u.Path).Order(StringComparer.Ordinal)) + Common(file);

    private static string Common(GoFile file) =>
        file.Go + "|" + file.Toolchain + "|"
        + string.Join('\n', file.Replaces.Select(r => $"{r.Old} => {r.New}").Order(StringComparer.Ordinal))
        + string.Join('\n', file.Godebugs.Select(g => g.Key + "=" + g.Value).Order(StringComparer.Ordinal));

    /// <summary>Any bytes are Go source as far as their imports go; an import path has one line and is in the source.</summary>
    public static void GoSourceHeaders(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        foreach (var import in GoSourceHeader.Parse(data).Imports)
        {
            Demand(!import.Contains('\n') && text.Contains(import, StringComparison.Ordinal), "an import is not of the source");
        }
    }

    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new UnreachableException(what);
        }
    }
}
