using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Verify;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Doctor;

/// <summary>What came of looking into a zip.</summary>
/// <param name="Step">The step <c>content</c>.</param>
/// <param name="Hash">Its h1; empty when it has none, or nobody looked.</param>
/// <param name="Unpacked">What its tree takes; null when that is not known.</param>
internal sealed record ZipLook(Step Step, string Hash, UnpackedSize? Unpacked)
{
    /// <summary>Who served it; empty for the cache.</summary>
    public string Source { get; init; } = "";

    /// <summary>Nobody looked.</summary>
    public static ZipLook None(string why) => new(new Step("content", StepStatus.Skip, why) { Finding = new Finding.NotLookedInto(why) }, "", null);
}

/// <summary>Looks into a zip as a download does: its directory, the rules for module zips, every byte of every entry, its h1.</summary>
internal sealed class ZipCheck(ModuleId module)
{
    /// <summary>Looks at a file.</summary>
    /// <param name="path">The zip.</param>
    /// <param name="source">Who served it; empty for the cache.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ZipLook> LookAsync(string path, string source, CancellationToken cancellationToken) =>
        await Task.Run(() => Look(path, source, cancellationToken), cancellationToken);

    private ZipLook Look(string path, string source, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = ModuleZip.Open(path);
            var unpacked = new UnpackedSize(zip.Directory);
            var inspection = ZipInspection.Read(zip, System.Environment.ProcessorCount, cancellationToken);
            var reason = Damage(inspection) ?? Violation(zip);
            return reason is not null ? Damaged(reason, path, source)
                : inspection.Hash is { } hash ? new ZipLook(Sound(zip, hash.Text, source), hash.Text, unpacked) { Source = source }
                : Damaged("the name of one of its files cannot be part of a hash", path, source);
        }
        catch (ZipFormatException damage)
        {
            return Damaged(damage.Message, path, source);
        }
        catch (SutlerException failure)
        {
            return Damaged(FaultReader.Line(failure.Message), path, source);
        }
    }

    private static string? Damage(ZipInspection inspection)
    {
        var damaged = inspection.Damaged.ToList();
        return damaged.Count == 0 ? null
            : $"{damaged[0].Entry.Name}: {damaged[0].Reason}{(damaged.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", and {VerdictTexts.Count(damaged.Count - 1, "more file")}") : "")}";
    }

    private string? Violation(ModuleZip zip)
    {
        if (ModuleZipRules.FindUnexpectedFile(zip.Directory, module) is { } foreign)
        {
            return FaultReader.Line(foreign.Message);
        }

        ModuleZipRules.Check(zip.Directory, zip.Length, module, out var violation);
        return violation is null ? null : FaultReader.Line(violation);
    }

    private static Step Sound(ModuleZip zip, string hash, string source) => new(
        "content", StepStatus.Ok, $"the zip {From(source)} is sound: {VerdictTexts.Count(zip.Directory.Entries.Count, "file")}, {CacheCheck.Size(zip.Length)}")
    {
        Details = [new StepDetail("h1", hash)],
    };

    private static ZipLook Damaged(string reason, string path, string source) => new(
        new Step("content", StepStatus.Fail, $"the zip {From(source)} is damaged: {reason}")
        {
            Finding = new Finding.DamagedZip(reason, source.Length > 0 ? "" : path, source),
        },
        "",
        null);

    private static string From(string source) => source.Length > 0 ? $"of {source}" : "in the cache";
}
