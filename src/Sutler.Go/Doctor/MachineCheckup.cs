using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Processes;
using Sutler.Go.Sources;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>The part of a checkup without a module: every proxy, and the checksum database.</summary>
internal sealed class MachineCheckup(CheckupWorld world, WatchedSources sources, UrlReader reader, Action<Step> tell)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var step in new CacheCheck(world).Look(null))
        {
            tell(step);
        }

        foreach (var entry in ProxyList.Parse(world.Environment.GoProxy, world.Environment.GoNoProxy))
        {
            await LookAsync(entry, cancellationToken);
        }

        tell(await new DatabaseCheck(world, reader).LookAsync(cancellationToken));
        sources.TellHang(null);
    }

    private async Task LookAsync(ProxyListEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.Url)
        {
            case ProxyListEntry.Off:
                tell(new Step("source", StepStatus.Warn, "off: what is not in the cache by then fails") { Source = entry.Url });
                return;
            case ProxyListEntry.Direct:
                tell(VersionControl() with { Source = entry.Url });
                return;
            case ProxyListEntry.NoProxy:
                tell(new Step("source", StepStatus.Ok, $"modules that match {world.Environment.GoNoProxy.Text} are named to no proxy") { Source = entry.Url });
                return;
        }

        var url = Url.Parse(entry.Url);
        await sources.LookAsync(entry, url, cancellationToken);
        await AskAsync(entry, url, cancellationToken);
        sources.TellCertificate(entry, url);
    }

    // Most repositories are git's; who needs another program is told so by the module that needs it.
    private Step VersionControl()
    {
        try
        {
            return new Step("source", StepStatus.Ok, $"direct: version control, with {ProgramPath.Find("git", world.Environment.Variables, world.Environment.WorkingDirectory)}");
        }
        catch (SutlerException missing)
        {
            return new Step("source", StepStatus.Warn, $"direct: version control, but {missing.Message}");
        }
    }

    // A question that every run asks, that names no module, and that "not found" is a good answer to.
    private async Task AskAsync(ProxyListEntry entry, Url url, CancellationToken cancellationToken)
    {
        if (url.Scheme is "file")
        {
            var there = Directory.Exists(url.Path);
            tell(new Step("source", there ? StepStatus.Ok : StepStatus.Fail, there ? "is a directory" : "there is no such directory")
            {
                Source = entry.DisplayUrl,
                Finding = there ? null : new Finding.BadSetting(EnvironmentVariables.GoProxy.Name, $"there is no directory {entry.DisplayUrl}", world.OriginOf(EnvironmentVariables.GoProxy)),
            });
            return;
        }

        var name = ChecksumDatabaseSettings.Parse(world.Environment.GoSumDb)?.Name ?? "sum.golang.org";
        var started = world.Time.GetTimestamp();
        try
        {
            await reader.ReadAsync(url.Append($"sumdb/{name}/supported").Secret, cancellationToken);
            tell(new Step("source", StepStatus.Ok, $"answers, and passes on what {name} says") { Source = entry.DisplayUrl, Elapsed = world.Time.GetElapsedTime(started) });
        }
        catch (SutlerException failure) when (failure.IsNotExist)
        {
            tell(new Step("source", StepStatus.Ok, "answers") { Source = entry.DisplayUrl, Elapsed = world.Time.GetElapsedTime(started) });
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            var fault = await sources.FaultAsync(entry, failure, cancellationToken);
            tell(new Step("source", StepStatus.Fail, fault.Reason)
            {
                Source = entry.DisplayUrl,
                Elapsed = world.Time.GetElapsedTime(started),
                Details = fault.StatusCode > 0 ? [StepDetail.Of("statusCode", fault.StatusCode)] : [],
                Finding = new Finding.SourceFailed(fault, IsDecisive: true),
            });
        }
    }
}
