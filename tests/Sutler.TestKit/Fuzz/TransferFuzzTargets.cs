using Sutler.Transfer.Files;

namespace Sutler.TestKit.Fuzz;

/// <summary>Parsers of what transfers leave on disk.</summary>
public static class TransferFuzzTargets
{
    /// <summary>What is taken for a state claims nothing outside of its file, and is the same after being written and read again.</summary>
    public static void PartialFileState(ReadOnlySpan<byte> data)
    {
        if (PartialState.Parse(data) is not { } state)
        {
            return;
        }
        var text = PartialState.Header(state.Identity)
            + (state.Scattered ? PartialState.ScatteredLine + string.Concat(state.Ranges.Select(PartialState.Line)) : "");
        var again = PartialState.Parse(System.Text.Encoding.Latin1.GetBytes(text));
        if (again is null || again.Identity != state.Identity || !again.Ranges.SequenceEqual(state.Ranges)
            || state.TextLength > data.Length || state.Ranges.Any(range => range.First < 0 || range.Count < 1 || range.End > state.Identity.Length))
        {
            throw new InvalidOperationException("a state that is none");
        }
    }
}
