using System.Text;
using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>The checksum database: whether it is asked, whether it answers, and what it says.</summary>
internal sealed class DatabaseCheck(CheckupWorld world, IUrlReader reader)
{
    private readonly ChecksumDatabase _database = new(world.Environment, reader, (world.Files, null), static ops => new UnwrittenLogOps(ops));

    // A URL in GOSUMDB is the only place that is asked, and need not have the database's name.
    private string Address => ChecksumDatabaseSettings.Parse(world.Environment.GoSumDb) is { } settings
        ? (settings.ExplicitUrl is { Scheme.Length: > 0 } given ? given : settings.Direct).WithoutUser().Redacted
        : "";

    private string Name => ChecksumDatabaseSettings.Parse(world.Environment.GoSumDb)?.Name ?? "off";

    /// <summary>The step <c>database</c> about a module, and the hashes it gives of the zip and of the go.mod; empty when it gives none.</summary>
    public async Task<(Step Step, string Zip, string GoMod)> LookAsync(ModuleId module, bool isNeeded, CancellationToken cancellationToken)
    {
        if (!_database.Applies(module.Path))
        {
            return (new Step("database", StepStatus.Skip, $"not asked about {module.Path}: {Why(module)}"), "", "");
        }

        var started = world.Time.GetTimestamp();
        try
        {
            var zip = await HashAsync(module, cancellationToken);
            var goMod = await HashAsync(module with { Version = module.Version + "/go.mod" }, cancellationToken);
            StepDetail[] details = [.. Detail("zip", zip), .. Detail("go.mod", goMod)];
            var step = new Step("database", StepStatus.Ok, $"{Name} knows {module}") { Details = details, Elapsed = world.Time.GetElapsedTime(started) };
            return (step, zip, goMod);
        }
        catch (SutlerException failure) when (failure is not FatalException || Distrust(failure))
        {
            return (Failed(failure, isNeeded, module.ToString()) with { Elapsed = world.Time.GetElapsedTime(started) }, "", "");
        }
    }

    /// <summary>The step <c>database</c> without a module: whether it shows a head that it signed.</summary>
    public async Task<Step> LookAsync(CancellationToken cancellationToken)
    {
        if (ChecksumDatabaseSettings.Parse(world.Environment.GoSumDb) is not { } settings)
        {
            return new Step("database", StepStatus.Warn, "GOSUMDB=off: nothing is checked against a checksum database");
        }

        var started = world.Time.GetTimestamp();
        try
        {
            var address = new ChecksumDatabaseAddress(settings, () => ProxyList.Parse(world.Environment.GoProxy, world.Environment.GoNoProxy), reader);
            var url = await address.ResolveAsync("/latest", cancellationToken);
            var head = await reader.ReadAsync(url, cancellationToken);
            var elapsed = world.Time.GetElapsedTime(started);
            return SignedNote.TryOpen(head, settings.Key, out var note, out var error) && TreeHead.TryParse(note.Text.Span, out var tree, out error)
                ? new Step("database", StepStatus.Ok, $"{settings.Name} answers at {Url.Parse(url).Host}") { Elapsed = elapsed, Details = [StepDetail.Of("records", tree.Size)] }
                : Failed(new VerificationException($"its head: {error}"), isNeeded: true, "") with { Elapsed = elapsed };
        }
        catch (SutlerException failure) when (failure is not FatalException || Distrust(failure))
        {
            return Failed(failure, isNeeded: true, "") with { Elapsed = world.Time.GetElapsedTime(started) };
        }
    }

    private string Why(ModuleId module) => world.Environment.GoSumDb == "off" ? "GOSUMDB=off" : $"GONOSUMDB ({world.Environment.GoNoSumDb.Text}) matches {module.Path}";

    private async Task<string> HashAsync(ModuleId key, CancellationToken cancellationToken)
    {
        var lines = await _database.LookupAsync(key, cancellationToken);
        return lines.Select(line => line.Split(' ')[^1]).FirstOrDefault(hash => hash.StartsWith("h1:", StringComparison.Ordinal), "");
    }

    private static IEnumerable<StepDetail> Detail(string name, string hash) => hash.Length > 0 ? [new StepDetail(name, hash)] : [];

    // A log that contradicts itself ends a download at once.
    private static bool Distrust(Exception failure) => failure is VerificationException || (failure.InnerException is { } inner && Distrust(inner))
        || failure.Message.Contains("SECURITY ERROR", StringComparison.Ordinal);

    private Step Failed(SutlerException failure, bool isNeeded, string module)
    {
        var distrusted = Distrust(failure);
        var fault = FaultReader.Read(failure);
        fault = fault with { Class = distrusted ? FaultClass.DatabaseUntrusted : fault.Class, Reason = Reason(failure.Message, module) };
        return new Step("database", isNeeded || distrusted ? StepStatus.Fail : StepStatus.Warn, $"{Name}: {fault.Reason}")
        {
            Finding = new Finding.DatabaseFailed(Name, fault, isNeeded || distrusted) { Address = Address },
        };
    }

    // The module stands beside it already.
    private static string Reason(string text, string module)
    {
        foreach (var prefix in new[] { $"{module}: ", $"{module}/go.mod: " })
        {
            text = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
        }

        return FaultReader.Line(text);
    }
}
