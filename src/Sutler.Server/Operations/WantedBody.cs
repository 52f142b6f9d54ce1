using Sutler.Errors;
using Sutler.Go.Serving.Prefetching;

namespace Sutler.Server.Operations;

/// <summary>The body of a request that names modules.</summary>
internal static class WantedBody
{
    /// <summary>What a go.mod or go.sum names; a refusal where the body is neither.</summary>
    public static IReadOnlyList<WantedModule> Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? throw new SutlerException("there is no body: send a go.mod or a go.sum") : WantedModules.Parse(body);
        }
        catch (SutlerException fault)
        {
            throw new OperationRefusal(400, fault.Message);
        }
    }
}
