namespace Sutler.Transfer;

internal static class AssemblyMarker;
