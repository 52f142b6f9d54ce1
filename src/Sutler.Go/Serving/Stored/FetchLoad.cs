using System.Runtime.InteropServices;

namespace Sutler.Go.Serving.Stored;

/// <summary>How much of one kind is being fetched at the moment.</summary>
/// <param name="Active">Fetches that are going on.</param>
/// <param name="Waiting">Fetches that wait for their turn.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FetchLoad(int Active, int Waiting)
{
    /// <summary>Those of two queues together.</summary>
    public FetchLoad Plus(FetchLoad other) => new(Active + other.Active, Waiting + other.Waiting);
}
