using System.Diagnostics;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of go.mod, go.work and go.sum; each throws only when an invariant breaks.</summary>
public static class FilesFuzzTargets
{
    /// <summary>The main module's go.mod: printing keeps the values and is stable, sorting and cleaning up as well.</summary>
    public static void GoModStrict(ReadOnlySpan<byte> data) => CheckGoMod(data, bytes => GoModFile.ParseStrict("go.mod", bytes, null, acceptIgnore: true));

    /// <summary>A dependency's go.mod: printing keeps the values and is stable, sorting and cleaning up as well.</summary>
    public static void GoModLax(ReadOnlySpan<byte> data)
    {
        CheckGoMod(data, bytes => GoModFile.ParseLax("go.mod", bytes, null));
        _ = GoModScanner.ModulePathOf(data);
        _ = GoModScanner.GoVersionOf(data);
    }

    /// <summary>A go.work: printing keeps the values and is stable, sorting and cleaning up as well.</summary>
    public static void GoWork(ReadOnlySpan<byte> data) =>
        CheckFile(data, bytes => GoWorkFile.Parse("go.work", bytes, null), WorkValues, file => file.SortBlocks());

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

    private static void CheckGoMod(ReadOnlySpan<byte> data, Func<byte[], GoModFile> parse)
    {
        CheckFile(data, parse, ModValues, file => file.SortBlocks());
        CheckFile(data, parse, _ => "", file => file.SetRequireSeparateIndirect([(new ModuleId("a.b/c", "v1.0.0"), true), (new ModuleId("d.e/f", "v1.0.0"), false)]));
    }

    private static void CheckFile<T>(ReadOnlySpan<byte> data, Func<byte[], T> parse, Func<T, string> valuesOf, Action<T> edit)
        where T : GoFile
    {
        T file;
        try
        {
            file = parse(data.ToArray());
        }
        catch (GoFileException failure)
        {
            Demand(failure.Errors.Count > 0 && failure.Errors.All(error => error.Line > 0 && error.Column > 0), "an error without a position");
            return;
        }

        byte[] once = file.Format();
        T again = parse(once);
        Demand(valuesOf(again) == valuesOf(file), "printing changes the values");
        Demand(again.Format().AsSpan().SequenceEqual(once), "printing again changes the text");
        edit(file);
        file.Cleanup();
        Demand(valuesOf(parse(file.Format())) == valuesOf(file), "an edited file has other values than its text");
    }

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

    private static void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new UnreachableException(what);
        }
    }
}
