using System.Diagnostics;
using System.Text;
using Sutler.Go.Serving;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of what is asked of the server; each throws only when an invariant breaks.</summary>
public static class ServingFuzzTargets
{
    /// <summary>Targets of requests: what is understood names files that cannot lie elsewhere, and reads the same when it is written again.</summary>
    public static void RequestTargets(ReadOnlySpan<byte> data)
    {
        switch (RequestPath.Parse(Encoding.Latin1.GetString(data)))
        {
            case RequestTarget.Module { Request: var request, StoredOnly: var storedOnly }:
                var target = (storedOnly ? "/cached-only/" : "/") + Written(request);
                Demand(RequestPath.Parse(target) is RequestTarget.Module again && again.Request == request && again.StoredOnly == storedOnly, $"{target} reads as another request");
                break;
            case RequestTarget.ChecksumDatabase { Request: var request }:
                var name = request.Database + (request is ChecksumDatabaseRequest.Endpoint endpoint ? "/" + endpoint.Path : "/supported");
                Demand(name.All(letter => letter is > ' ' and <= '~' and not ('?' or '#')), "a checksum database is asked for more than a path");
                Demand(!name.Split('/').Any(element => element is "" or "." or ".."), "a checksum database is asked for a page elsewhere");
                break;
            case RequestTarget.Nothing nothing:
                Demand(nothing.Status is 400 or 404 && nothing.Reason.All(letter => letter is >= ' ' and <= '~'), "a reason that cannot be shown");
                break;
        }
    }

    private static string Written(ModuleRequest request)
    {
        var (revision, kind) = request switch
        {
            ModuleRequest.Info info => (info.Revision, ".info"),
            ModuleRequest.GoMod goMod => (goMod.Version, ".mod"),
            ModuleRequest.Zip zip => (zip.Version, ".zip"),
            _ => ("", ""),
        };
        if (kind.Length == 0)
        {
            return request.Path.Escaped + (request is ModuleRequest.List ? "/@v/list" : "/@latest");
        }

        Demand(ModulePathRules.TryEscapeVersion(revision, out var escaped, out _), "a version that cannot be a file name");
        Demand(kind == ".info" || SemanticVersion.IsCanonical(revision), "a version that is not canonical");
        Demand(revision[0] != '-', "a version that looks like an option");
        return $"{request.Path.Escaped}/@v/{Uri.EscapeDataString(escaped!)}{kind}";
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UnreachableException(otherwise);
        }
    }
}
