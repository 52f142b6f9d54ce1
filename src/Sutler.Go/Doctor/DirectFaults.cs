using Sutler.Errors;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Environment;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>Reads out of a failure of direct mode what it means for whoever waits for the download. Pure.</summary>
internal static class DirectFaults
{
    /// <summary>The fault behind a failure to get a module straight from version control.</summary>
    public static SourceFault Read(SutlerException failure, ModulePath path, GoEnvironment environment)
    {
        var fault = FaultReader.Read(failure) with { Host = "version control" };
        if (FaultReader.Find<VcsNotAllowedException>(failure) is { } refused)
        {
            return fault with { Class = FaultClass.VcsNotAllowed, Reason = refused.Message, Remedy = Allow(refused, environment.GoVcs) };
        }

        if (FaultReader.FindText(failure, "executable file not found") is { } missing)
        {
            return fault with { Class = FaultClass.VcsMissing, Reason = FaultReader.Line(missing) };
        }

        return FaultReader.Find<RepositoryNotFoundException>(failure) is { } lost
            ? OfDiscovery(fault, lost, path.Text)
            : fault with { Class = fault.Class == FaultClass.PathNotFound ? FaultClass.PathNotFound : FaultClass.Direct };
    }

    // How to reach a host, and who may see its pages, are questions of any host. What programs meet is told as they say it: their hosts are
    // not those of GOPROXY, and advice on these would mislead.
    private static SourceFault OfDiscovery(SourceFault fault, RepositoryNotFoundException lost, string path)
    {
        var prefix = $"unrecognized import path {GoQuoting.Quote(path)}: ";
        var reason = lost.Message.StartsWith(prefix, StringComparison.Ordinal) ? lost.Message[prefix.Length..] : lost.Message;
        fault = fault with { Host = path.Split('/')[0], IsDiscovery = true };
        return fault.Class is FaultClass.PathNotFound or FaultClass.BadAnswer
            ? fault with { Class = FaultClass.RepositoryNotFound, Reason = FaultReader.Line(reason.Replace("?go-get=1", "", StringComparison.Ordinal)), Remedy = lost.Hint ?? "" }
            : fault;
    }

    private static string Allow(VcsNotAllowedException refused, string goVcs)
    {
        var rule = $"{refused.Root}:{refused.System}";
        return $"if you trust that repository, set GOVCS={(goVcs.Length == 0 ? rule : $"{rule},{goVcs}")}";
    }
}
